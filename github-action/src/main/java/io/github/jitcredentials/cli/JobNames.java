package io.github.jitcredentials.cli;

/** What a job on GitHub is called. */
final class JobNames {
    private JobNames() {}

    /** The unit of work, as leases and the audit log call it. */
    static String unit(Surroundings around) {
        String job = around.variable("GITHUB_JOB");
        return job.isBlank() ? "job" : "job " + job;
    }
}
