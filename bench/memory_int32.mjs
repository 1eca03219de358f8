// bench/memory_stages.py on int32; argument: the folder of the firmware. Prints the heap in use after each stage.
// This port collects only when no Python runs: each stage is a run of its own.
import path from "node:path";
import { interpreter, ROOT } from "../tests/int32.mjs";

const mp = await interpreter({ "/firmware": process.argv[2], "/bench": path.join(ROOT, "bench") });

function used() {
  mp.runPython("memory_stages.used()");
  mp.runPython("print(memory_stages.used())");
}

try {
  mp.runPython(`
import sys
sys.path[:1] = ["/firmware", "/bench"]
import memory_stages
`);
  used();
  mp.runPython("count = len(memory_stages.STAGES)");
  for (let stage = 0; stage < mp.globals.get("count"); stage++) {
    mp.runPython(`memory_stages.STAGES[${stage}][1]()`);
    used();
  }
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
