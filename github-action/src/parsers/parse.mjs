// GitHub's own parser over the files named; run by check. A file named action.yml is an action, any other a workflow.
import {readFileSync} from "node:fs";
import {basename} from "node:path";
import {NoOperationTraceWriter, convertWorkflowTemplate, parseWorkflow} from "@actions/workflow-parser";
import {parseAction} from "@actions/workflow-parser/actions/action-parser";

async function problems(name) {
  const file = {name, content: readFileSync(name, "utf8")};
  const action = basename(name) === "action.yml";
  const result = (action ? parseAction : parseWorkflow)(file, new NoOperationTraceWriter());
  const found = result.context.errors.getErrors().map(error => error.message);
  if (!action && result.value) {
    const template = await convertWorkflowTemplate(result.context, result.value);
    found.push(...(template.errors ?? []).map(error => error.Message));
  }
  return [...new Set(found)];
}

async function main() {
  let failed = false;
  for (const name of process.argv.slice(2)) {
    for (const problem of await problems(name)) {
      console.error(problem.includes(name) ? problem : `${name}: ${problem}`);
      failed = true;
    }
  }
  console.log(`${process.argv.length - 2} files, ${failed ? "with problems" : "no problem"}`);
  process.exitCode = failed ? 1 : 0;
}

main();
