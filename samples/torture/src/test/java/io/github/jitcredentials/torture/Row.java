package io.github.jitcredentials.torture;

/**
 * One line of the table.
 *
 * @param what what was done
 * @param cases how often
 * @param worst the worst that was seen, as the file accepts durations; a dash where nothing is measured
 * @param bound what it is held to
 * @param alive how much the authority said was alive after that
 */
record Row(String what, int cases, String worst, String bound, int alive) {
    String markdown(String command) {
        return "| " + String.join(" | ", what, Integer.toString(cases), worst, bound, Integer.toString(alive), command)
                + " |";
    }
}
