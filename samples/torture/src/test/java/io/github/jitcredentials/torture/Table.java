package io.github.jitcredentials.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a run found. A whole run that broke nothing writes it between the marks of docs/torture.md. */
final class Table {
    private static final String BEGIN = "<!-- table: written by a whole run -->\n";
    private static final String END = "<!-- /table -->";

    private final Run run;
    private final Map<String, List<Row>> rows = new TreeMap<>();

    Table(Run run) {
        this.run = run;
    }

    synchronized void add(String scenario, List<Row> more) {
        rows.put(scenario, List.copyOf(more));
    }

    /** How many scenarios have held so far. */
    synchronized int held() {
        return rows.size();
    }

    /** @param complete whether every scenario was run, and held */
    void write(List<String> leftOut, boolean complete) throws IOException {
        String table = markdown(leftOut);
        Path folder = Path.of(System.getProperty("torture.folder", "target/torture"));
        Files.writeString(folder.resolve("table.md"), table);
        String document = System.getProperty("torture.document");
        if (run.whole() && complete && document != null) {
            Path file = Path.of(document);
            String text = Files.readString(file);
            int begin = text.indexOf(BEGIN) + BEGIN.length();
            Files.writeString(file, text.substring(0, begin) + table + text.substring(text.indexOf(END)));
        }
    }

    private String markdown(List<String> leftOut) {
        List<String> lines = new ArrayList<>(List.of(
                "`" + run.command() + "`",
                "",
                "| what is done | cases | worst seen | bound | alive after | alone |",
                "|---|---|---|---|---|---|"));
        rows.forEach((scenario, found) ->
                found.forEach(row -> lines.add(row.markdown("`-Dit.test=TortureIT#" + scenario + "`"))));
        leftOut.forEach(line -> lines.add("\nLeft out: " + line));
        return String.join("\n", lines) + "\n";
    }
}
