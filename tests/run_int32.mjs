// Run a Python script of the project on MicroPython with 31-bit small integers.
//
//     node tests/run_int32.mjs tests/run_micropython.py [test_ledger ...]
//
// firmware/, tests/ and bench/ are copied into the interpreter's own file system; the script is found there under the
// same path.
import path from "node:path";
import { interpreter, ROOT } from "./int32.mjs";

const mp = await interpreter(
  Object.fromEntries(["firmware", "tests", "bench"].map((folder) => ["/" + folder, path.join(ROOT, folder)])),
);
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
