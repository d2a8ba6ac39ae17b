package io.github.jitcredentials.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jitcredentials.frontend.ReportLine;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.lease.SweepReport;
import java.io.IOException;
import java.io.OutputStream;

/** What became of leases that another process had opened. */
final class EndedLeases {
    private EndedLeases() {}

    /** Tells, and says what the command ends with. */
    static ExitCode tell(SweepReport report, boolean json, Voice voice, OutputStream out) throws IOException {
        if (json) {
            JsonReport.write(json(report), out);
        } else {
            ReportLine words = new ReportLine(voice.dot(), "command");
            for (LeaseReport lease : report.leases()) {
                String line = lease.id() + " " + words.of(lease);
                if (ReportLine.isAlarm(lease)) {
                    voice.warn(line);
                } else {
                    voice.say(line);
                }
            }
            report.alarms().forEach(alarm -> voice.warn(alarm.toString()));
        }
        boolean alive = report.leases().stream().anyMatch(lease -> lease.aliveUntil() != null);
        return alive || !report.alarms().isEmpty() ? ExitCode.ALIVE : ExitCode.OK;
    }

    private static ObjectNode json(SweepReport report) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode leases = root.putArray("leases");
        report.leases().forEach(lease -> leases.add(JsonReport.of(lease)));
        ArrayNode alarms = root.putArray("alarms");
        report.alarms().forEach(alarm -> alarms.add(JsonReport.of(alarm)));
        root.put("inCare", report.inCare());
        return root;
    }
}
