package io.github.jitcredentials.jenkins.folder;

import io.github.jitcredentials.frontend.Configuration;
import io.github.jitcredentials.frontend.Profile;
import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.jenkins.config.CredentialPlaces;
import io.github.jitcredentials.jenkins.config.FolderBounds;
import io.github.jitcredentials.jenkins.config.Tree;
import io.github.jitcredentials.model.Durations;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Scope;
import io.github.jitcredentials.policy.Policy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is said one after the other, from the controller down to a folder. */
final class Layers {
    private final Configuration above;
    private final OwnIssuers bounds;
    private final Map<String, IssuerSpec> issuers;
    private final Map<String, Policy> policies = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    /** All that anybody offered so far, also where it was not picked: those names are taken. */
    private final Set<String> taken;

    private Map<String, Offer> offers = new LinkedHashMap<>();

    Layers(Configuration above, @Nullable FolderBounds bounds) {
        this.above = above;
        this.bounds = new OwnIssuers(bounds);
        this.issuers = new LinkedHashMap<>(above.issuers());
        this.taken = new TreeSet<>(above.profiles().keySet());
        above.profiles().forEach((name, profile) -> {
            offers.put(name, new Offer(profile, "", List.of(), List.of()));
            policies.put(name, above.policy());
        });
    }

    void add(String folder, FolderConfiguration said) {
        pick(folder, said);
        if (said.addsAnything()) {
            own(folder, said);
        }
    }

    private void pick(String folder, FolderConfiguration said) {
        Map<String, Offer> picked = new LinkedHashMap<>();
        for (PickEntry pick : said.getPicks()) {
            String place = folder + ": " + pick.getProfile();
            Offer offer = offers.get(pick.getProfile());
            if (offer == null) {
                problems.add(new Problem(
                        "profile \"" + pick.getProfile() + "\" is not offered above",
                        place,
                        "pick one of " + String.join(", ", offers.keySet())));
            } else {
                picked.put(pick.getProfile(), narrowed(offer, pick, folder, place));
            }
        }
        if (said.isOnlyPicked()) {
            offers = picked;
        } else {
            offers.putAll(picked);
        }
    }

    /** What can't be narrowed so is nobody's: the folder wanted less, and there is no saying how much. */
    private Offer narrowed(Offer offer, PickEntry pick, String folder, String place) {
        try {
            Profile profile = offer.profile();
            String ttl = pick.getTtl();
            if (ttl != null) {
                profile = profile.shortened(Durations.parse(ttl), place + ", ttl");
            }
            if (!pick.getRequest().isEmpty()) {
                profile = profile.within(
                        Scope.of(pick.getRequest().stream()
                                .collect(Collectors.toMap(
                                        part -> part.getPart(), part -> Set.copyOf(part.getValues()), (a, b) -> a))),
                        place + ", request");
            }
            return profile.equals(offer.profile()) ? offer : offer.narrowedTo(profile, folder);
        } catch (JitException.Misconfigured e) {
            problems.addAll(e.problems());
            return offer.blocked(e.problems());
        } catch (IllegalArgumentException e) {
            Problem problem = new Problem(String.valueOf(e.getMessage()), place, "");
            problems.add(problem);
            return offer.blocked(List.of(problem));
        }
    }

    private void own(String folder, FolderConfiguration said) {
        Configuration own;
        try {
            own = Tree.of(
                    said.getIssuers(), said.getProfiles(), said.getPolicy(), new CredentialPlaces(folder), folder);
        } catch (JitException.Misconfigured e) {
            problems.addAll(e.problems());
            return;
        }
        Map<String, List<Problem>> objections = new HashMap<>();
        own.issuers().forEach((name, issuer) -> {
            List<Problem> against = bounds.objections(issuer, folder + ": issuer " + name);
            objections.put(name, against);
            problems.addAll(against);
            String known = Effective.issuerName(folder, name);
            issuers.put(known, new IssuerSpec(known, issuer.type(), issuer.settings()));
        });
        own.profiles().forEach((name, profile) -> {
            if (taken.add(name)) {
                Profile known = profile.of(Effective.issuerName(folder, profile.issuer()));
                offers.put(
                        name,
                        new Offer(known, folder, List.of(), objections.getOrDefault(profile.issuer(), List.of())));
                policies.put(name, own.policy());
            } else {
                problems.add(new Problem(
                        "profile \"" + name + "\" is one from above, which a folder does not edit",
                        folder + ": " + name,
                        "give this one another name"));
            }
        });
    }

    Effective effective(List<Object> basis) {
        return new Effective(
                new Configuration(
                        above.identities(),
                        issuers,
                        Effective.profiles(offers),
                        new Effective.ByOrigin(Map.copyOf(policies), Map.copyOf(offers))),
                offers,
                problems,
                basis);
    }
}
