package io.github.jitcredentials.cli;

import io.github.jitcredentials.frontend.ReportLine;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.model.JitException;
import java.io.IOException;
import java.util.List;

/** What the ends of leases make of a step. */
final class Verdict {
    private final Runner runner;
    private final ActionInputs inputs;
    private final Voice voice;

    Verdict(Runner runner, ActionInputs inputs, Voice voice) {
        this.runner = runner;
        this.inputs = inputs;
        this.voice = voice;
    }

    /**
     * Says what became of them, and has the runner show what may still be alive.
     *
     * @param work what ended
     * @param code what the step ends with otherwise; a failure of its own counts more
     */
    int on(List<LeaseReport> reports, String work, int code) throws IOException {
        ReportLine words = new ReportLine(voice.dot(), work);
        boolean alive = false;
        for (LeaseReport report : reports) {
            String line = report.id() + " " + words.of(report);
            if (ReportLine.isAlarm(report)) {
                alive = true;
                voice.warn(line);
                annotate(line);
            } else {
                voice.say(line);
            }
        }
        return code == ExitCode.OK.code() && alive && !isTolerated() ? ExitCode.ALIVE.code() : code;
    }

    /** Puts them on the run's page; nothing depends on that. */
    void show(List<LeaseReport> reports) {
        try {
            runner.append(Runner.CommandFile.STEP_SUMMARY, JobSummary.of(reports));
        } catch (JitException e) {
            voice.warn(e.problems().get(0).toString());
        }
    }

    private void annotate(String line) throws IOException {
        runner.annotate(isTolerated() ? Runner.Level.WARNING : Runner.Level.ERROR, List.of(line));
    }

    private boolean isTolerated() {
        return inputs.text(ActionInput.ON_REVOCATION_FAILURE).equals("warn");
    }
}
