package io.github.jitcredentials.cli;

import io.github.jitcredentials.frontend.Assembly;
import io.github.jitcredentials.frontend.Profile;
import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How the credential of one profile is going to be handed to a command, known before it is issued.
 *
 * @param fields the variables that get a field of it
 * @param files by a file's name, the variable that gets its path
 */
record Handover(Profile profile, Map<String, String> fields, Map<String, String> files) {
    private static final String GIT = "JITC_GIT_";

    Handover {
        fields = Map.copyOf(fields);
        files = Map.copyOf(files);
    }

    /**
     * As the call wants it, else as the profile says.
     *
     * @param wanted the variables that the call wants
     * @param request where git is to have it, there is a variable for it, also where the profile names none
     * @throws JitException.Misconfigured if that can't be
     */
    static Handover of(Assembly assembly, Profile profile, Map<String, String> wanted, ExecRequest request) {
        boolean forGit = request.git();
        if (forGit) {
            GitOption.check(profile);
        }
        Map<String, String> fields = new LinkedHashMap<>(
                wanted.isEmpty() ? profile.deliver().env() : assembly.variables(profile, wanted, EnvOption.NAME));
        if (forGit && !fields.containsValue(Credential.TOKEN)) {
            fields.put(GIT + profile.name().replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT), Credential.TOKEN);
        }
        if (profile.renewal().isPresent() && !fields.isEmpty() && !assembly.keepsItsValue(profile)) {
            throw new JitException.Misconfigured(new Problem(
                    "profile \"" + profile.name() + "\" is renewed, and an environment variable can't be",
                    forGit ? GitOption.NAME : EnvOption.NAME,
                    "have it handed over as a file, or without \"renew\""));
        }
        Map<String, String> files = assembly.fileVariables(profile);
        if (!files.isEmpty() && !request.files()) {
            throw new JitException.Misconfigured(new Problem(
                    "profile \"" + profile.name()
                            + "\" is handed over as a file, which the workspace's owner, whose script "
                            + "this is, could not read",
                    "deliver",
                    "have it handed over by \"env\" here, or use jitc exec in a step of its own"));
        }
        if (fields.isEmpty() && files.isEmpty()) {
            throw new JitException.Misconfigured(new Problem(
                    "nothing says how the credential of profile \"" + profile.name() + "\" is handed over",
                    EnvOption.NAME,
                    "name a variable for it too, or give the profile an \"env\" or a \"file\" under deliver:"));
        }
        return new Handover(profile, fields, files);
    }

    /** @throws JitException.Misconfigured if two credentials go to one variable */
    static void distinct(Iterable<Handover> all) {
        Map<String, String> owners = new LinkedHashMap<>();
        for (Handover one : all) {
            for (String name : one.variables()) {
                String other = owners.put(name, one.profile().name());
                if (other != null) {
                    throw new JitException.Misconfigured(new Problem(
                            other.equals(one.profile().name())
                                    ? "profile \"" + other + "\" goes to " + name + " twice"
                                    : "profiles \"" + other + "\" and \""
                                            + one.profile().name() + "\" both go to " + name,
                            EnvOption.NAME,
                            "give one of them another variable"));
                }
            }
        }
    }

    private Iterable<String> variables() {
        return Stream.concat(fields.keySet().stream(), files.values().stream()).toList();
    }
}
