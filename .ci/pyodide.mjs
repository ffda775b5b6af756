// Runs pytest in Pyodide. Arguments: the project's root, a folder with Pyodide and pytest, then the arguments of pytest.
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [root, site, ...args] = process.argv.slice(2);
const { loadPyodide, version } = await import(pathToFileURL(resolve(site, "node_modules/pyodide/pyodide.mjs")));

const python = await loadPyodide({ env: { HOME: "/tmp", PYTHONDONTWRITEBYTECODE: "1" } });
for (const [folder, path] of [["/project", root], ["/site", site]]) {
  python.FS.mkdirTree(folder);
  python.FS.mount(python.FS.filesystems.NODEFS, { root: resolve(path) }, folder);
}
python.globals.set("args", python.toPy(args));
console.log(`Pyodide ${version}, Node ${process.version}`);

try {
  // Not runPython: asyncio.run needs an asynchronous call from JavaScript.
  process.exitCode = await python.runPythonAsync(`
import os
import sys

print("Python", sys.version)
assert sys.version_info[:2] == (3, 14)
os.chdir("/project")
sys.path[:0] = ["/project", "/site"]

import pytest

MISSING = ("does not support processes", "lacks multiprocessing", "can't start new thread")


class SkipWhatThePlatformLacks:
    """Skip a test that fails because there are no processes and no threads. The reason is the platform's own error."""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self):
        try:
            return (yield)
        except (OSError, NotImplementedError, RuntimeError) as error:
            if not any(text in str(error) for text in MISSING):
                raise
            pytest.skip(str(error))

    pytest_runtest_setup = pytest_runtest_call


int(pytest.main(args, plugins=[SkipWhatThePlatformLacks()]))
`);
} catch (error) {
  console.error(String(error).slice(0, 5000));
  process.exitCode = 1;
}
