"""The commands of `nethour`: one file each, with register(app)."""
