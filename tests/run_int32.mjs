// Run a Python script of the project on MicroPython with 31-bit small integers, as a board has them (WebAssembly port).
//
//     node tests/run_int32.mjs tests/run_micropython.py [test_ledger ...]
//
// firmware/ and tests/ are copied into the interpreter's own file system; the script is found there under the same path.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const PACKAGE = path.join(ROOT, "node_modules/@micropython/micropython-webassembly-pyscript/micropython.mjs");
if (!fs.existsSync(PACKAGE)) {
  console.error("MicroPython with 32-bit integers is not installed; type: make setup");
  process.exit(1);
}

function copy(mp, folder) {
  mp.FS.mkdir("/" + folder);
  for (const entry of fs.readdirSync(path.join(ROOT, folder), { withFileTypes: true })) {
    const name = folder + "/" + entry.name;
    if (entry.isDirectory()) copy(mp, name);
    else if (entry.name.endsWith(".py")) mp.FS.writeFile("/" + name, fs.readFileSync(path.join(ROOT, name)));
  }
}

const { loadMicroPython } = await import(PACKAGE);
const mp = await loadMicroPython({
  heapsize: 128 * 1024,
  linebuffer: true,
  stdout: (line) => fs.writeSync(1, line + "\n"),
});
for (const folder of ["firmware", "tests"]) copy(mp, folder);

const [script, ...args] = process.argv.slice(2);
mp.globals.set("script", "/" + script);
mp.globals.set("args", args.join(" "));
try {
  mp.runPython(`
import sys
sys.argv[:] = [script] + args.split()
sys.path[:1] = [script.rsplit("/", 1)[0]]
with open(script) as file:
    code = compile(file.read(), script, "exec")
exec(code, {"__name__": "__main__"})
`);
} catch (error) {
  if (error.type !== "SystemExit") {
    console.error(error.message);
    process.exit(1);
  }
  process.exitCode = Number(/SystemExit: (\d+)/.exec(error.message)?.[1] ?? 0);
}
