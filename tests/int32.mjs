// MicroPython with 31-bit small integers, as a board has them (WebAssembly port), with folders of Python files in it.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const PACKAGE = path.join(ROOT, "node_modules/@micropython/micropython-webassembly-pyscript/micropython.mjs");

function copy(mp, from, to) {
  mp.FS.mkdir(to);
  for (const entry of fs.readdirSync(from, { withFileTypes: true })) {
    const source = path.join(from, entry.name);
    if (entry.isDirectory()) copy(mp, source, to + "/" + entry.name);
    else if (/\.m?py$/.test(entry.name)) mp.FS.writeFile(to + "/" + entry.name, fs.readFileSync(source));
  }
}

// A fresh interpreter; `folders` says which folder of this machine stands under which name in its own file system.
export async function interpreter(folders) {
  if (!fs.existsSync(PACKAGE)) {
    console.error("MicroPython with 32-bit integers is not installed; type: make setup");
    process.exit(1);
  }
  const { loadMicroPython } = await import(PACKAGE);
  const mp = await loadMicroPython({
    heapsize: 128 * 1024,
    linebuffer: true,
    stdout: (line) => fs.writeSync(1, line + "\n"),
  });
  for (const [to, from] of Object.entries(folders)) copy(mp, from, to);
  return mp;
}
