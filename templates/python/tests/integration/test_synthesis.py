"""The app as the CDK's command line starts it."""

import json
import os
import subprocess
import sys
from pathlib import Path

APP = Path(__file__).parents[2]


def synthesise(folder: Path) -> dict:
    environment = {**os.environ, "CDK_OUTDIR": str(folder), "CDK_DEFAULT_ACCOUNT": "111111111111", "CDK_DEFAULT_REGION": "us-east-1"}
    subprocess.run([sys.executable, "app.py"], cwd=APP, env=environment, check=True)
    return json.loads((folder / "{{stackId}}.template.json").read_text())


def test_the_pipeline_has_its_five_stages(tmp_path: Path) -> None:
    resources = synthesise(tmp_path)["Resources"].values()
    (pipeline,) = [resource for resource in resources if resource["Type"] == "AWS::CodePipeline::Pipeline"]
    assert [stage["Name"] for stage in pipeline["Properties"]["Stages"]] == ["Source", "Build", "Test", "SecurityScan", "Deploy"]
