package io.github.jitcredentials.torture;

import java.util.List;
import java.util.Random;

/** One thing that is done to leases, as often as the run wants. */
interface Scenario {
    /** @return the table's rows about it; throws an {@link AssertionError} if a promise was broken */
    List<Row> run(Ground ground, Random random) throws Exception;
}
