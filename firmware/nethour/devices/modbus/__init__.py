"""Modbus: links that carry PDUs, a codec that makes and reads them, a bus that joins the two."""
