package io.github.jitcredentials.torture;

import java.util.Random;

/**
 * How a run is done, so that it can be done again.
 *
 * @param seed the same seed does the same things in the same order
 * @param whole all of it, or the slice that every build has time for
 */
record Run(long seed, boolean whole) {
    static Run ofThisBuild() {
        return new Run(
                Long.getLong("torture.seed", 1),
                System.getProperty("torture.scale", "slice").equals("whole"));
    }

    /** Each scenario has its own, so that one alone does what it did among all. */
    Random random(String scenario) {
        return new Random(seed * 31 + scenario.hashCode());
    }

    int cases(int inSlice, int inWhole) {
        return whole ? inWhole : inSlice;
    }

    /** What to type to see the same again. */
    String command() {
        return "mvn " + (whole ? "-Ptorture " : "") + "-Dtorture.seed=" + seed + " verify";
    }

    /** The same for one scenario, and without the tests of everything else. */
    String command(String scenario) {
        return "mvn " + (whole ? "-Ptorture " : "") + "-Dtorture.seed=" + seed + " -Dit.test=TortureIT#" + scenario
                + " -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false"
                + " -pl samples/torture -am verify";
    }
}
