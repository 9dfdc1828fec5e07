// What is compiled into the root's dist finds the peers that are installed here.
import { rmSync, symlinkSync } from "node:fs";
import { fileURLToPath } from "node:url";

const link = fileURLToPath(new URL("../dist/bench/node_modules", import.meta.url));
rmSync(link, { force: true, recursive: true }); // a link is removed, not followed
symlinkSync(fileURLToPath(new URL("node_modules", import.meta.url)), link, "junction");
