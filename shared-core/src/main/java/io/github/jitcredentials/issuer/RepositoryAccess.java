package io.github.jitcredentials.issuer;

import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Scope;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a profile's {@code request} means to a GitHub App: repositories of one owner, and what may be done there. Both are always
 * named, since GitHub takes a list that is not there for "everything".
 *
 * @param owner the account they belong to
 * @param repositories by their names without it
 * @param permissions from a permission's name to {@code read}, {@code write} or {@code admin}
 */
record RepositoryAccess(String owner, SortedSet<String> repositories, SortedMap<String, String> permissions) {
    static final String REPOSITORIES = "repositories";
    static final String PERMISSIONS = "permissions";

    /** GitHub describes each of them in its answer, whose size has a bound. */
    private static final int MOST = 100;

    private static final String FULL_NAME = "[A-Za-z0-9](?:[A-Za-z0-9_-]{0,99})/(?!\\.{1,2}$)[A-Za-z0-9._-]{1,100}";
    private static final String PERMISSION = "[a-z][a-z_]{0,59}:(?:read|write|admin)";
    /** GitHub gives it with whatever else is asked of a repository: that it exists, and what it is called. */
    private static final String METADATA = "metadata";

    private static final String READ = "read";
    /** What a grant without a list of repositories opens. It is in nobody's request. */
    private static final String EVERYTHING = "every repository of the installation";

    /** Whether a text is an owner's and a repository's name. */
    static boolean isFullName(String text) {
        return text.matches(FULL_NAME);
    }

    /** What keeps a scope from being such a request; empty if nothing. */
    static Optional<String> complaint(Scope scope) {
        SortedSet<String> repositories = scope.part(REPOSITORIES);
        SortedSet<String> permissions = scope.part(PERMISSIONS);
        if (repositories.isEmpty() || permissions.isEmpty() || scope.parts().size() != 2) {
            return Optional.of("names repositories and permissions, both of them");
        }
        if (!repositories.stream().allMatch(RepositoryAccess::isFullName) || repositories.size() > MOST) {
            return Optional.of("repositories are at most 100, each OWNER/NAME");
        }
        if (distinct(repositories.stream().map(RepositoryAccess::owner)) > 1) {
            return Optional.of("repositories have one owner: a token is good for one installation");
        }
        if (distinct(repositories.stream()) < repositories.size()) {
            return Optional.of("repositories: one is named twice");
        }
        if (!permissions.stream().allMatch(permission -> permission.matches(PERMISSION))) {
            return Optional.of("permissions are NAME:read, NAME:write or NAME:admin, as in contents:write");
        }
        return distinct(permissions.stream().map(permission -> permission.split(":", 2)[0])) < permissions.size()
                ? Optional.of("permissions: one is named twice")
                : Optional.empty();
    }

    /** @throws JitException.Misconfigured if {@link #complaint} has one */
    static RepositoryAccess of(CredentialRequest request) {
        complaint(request.scope()).ifPresent(complaint -> {
            throw new JitException.Misconfigured(new Problem(
                    "request: " + complaint,
                    "profile " + request.profile(),
                    "As in: request: { repositories: [acme/app], permissions: [contents:write] }"));
        });
        SortedSet<String> full = request.scope().part(REPOSITORIES);
        SortedSet<String> names = new TreeSet<>();
        full.forEach(name -> names.add(name.substring(name.indexOf('/') + 1)));
        SortedMap<String, String> permissions = new TreeMap<>();
        request.scope().part(PERMISSIONS).forEach(permission -> {
            String[] pair = permission.split(":", 2);
            permissions.put(pair[0], pair[1]);
        });
        return new RepositoryAccess(owner(full.first()), names, permissions);
    }

    /** The first repository's full name. */
    String first() {
        return owner + "/" + repositories.first();
    }

    /**
     * What was granted, in the words of a request.
     *
     * @param all whether it opens whatever the installation does
     * @param fullNames the repositories it opens otherwise
     */
    Scope granted(boolean all, Collection<String> fullNames, Map<String, String> granted) {
        SortedSet<String> repositories = new TreeSet<>();
        fullNames.forEach(name -> repositories.add(asAsked(name)));
        if (all || repositories.isEmpty()) {
            repositories.add(EVERYTHING);
        }
        SortedSet<String> allowed = new TreeSet<>();
        granted.forEach((name, level) -> {
            boolean comesAlong = name.equals(METADATA) && level.equals(READ) && !permissions.containsKey(METADATA);
            if (!comesAlong) {
                allowed.add(name + ":" + level);
            }
        });
        SortedMap<String, SortedSet<String>> parts = new TreeMap<>();
        parts.put(REPOSITORIES, repositories);
        if (!allowed.isEmpty()) {
            parts.put(PERMISSIONS, allowed);
        }
        return new Scope(parts);
    }

    /** For people. */
    @Override
    public String toString() {
        return owner + "/" + String.join(",", repositories) + " with "
                + String.join(
                        ", ",
                        permissions.entrySet().stream()
                                .map(each -> each.getKey() + ":" + each.getValue())
                                .toList());
    }

    /** GitHub's names are the same in capitals and small letters. */
    private String asAsked(String fullName) {
        for (String name : repositories) {
            String asked = owner + "/" + name;
            if (asked.equalsIgnoreCase(fullName)) {
                return asked;
            }
        }
        return fullName;
    }

    private static String owner(String fullName) {
        return fullName.substring(0, fullName.indexOf('/'));
    }

    /** How many there are, where capitals and small letters are the same. */
    private static long distinct(Stream<String> texts) {
        return texts.map(text -> text.toLowerCase(Locale.ROOT)).distinct().count();
    }
}
