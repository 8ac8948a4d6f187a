# Builds the project without a network, and stand-ins for what an extra would fetch.
import zipfile
from pathlib import Path


def wheel(folder, name, metadata="", **files):
    info = f"{name}-1.dist-info"
    parts = {f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n{metadata}"}
    parts |= {f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"}
    parts |= {file.replace("__", "."): text for file, text in files.items()}
    record = "".join(f"{part},,\n" for part in (*parts, f"{info}/RECORD"))
    with zipfile.ZipFile(Path(folder, f"{name}-1-py3-none-any.whl"), "w") as file:
        for part, text in (parts | {f"{info}/RECORD": record}).items():
            file.writestr(part, text)
    return f"{name}-1-py3-none-any.whl"


def build_editable(folder, config_settings=None, metadata_directory=None):
    needs = ("distributed", "httpx", "hypothesis", "jupyterlab", "playwright", "pytest")
    extra = "Provides-Extra: test\n" + "".join(f"Requires-Dist: {name}; extra == 'test'\n" for name in needs)
    return wheel(folder, "clips", extra, clips__pth=str(Path.cwd()))
