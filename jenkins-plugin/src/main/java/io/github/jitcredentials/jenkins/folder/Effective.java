package io.github.jitcredentials.jenkins.folder;

import hudson.model.AbstractItem;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Job;
import io.github.jitcredentials.frontend.Configuration;
import io.github.jitcredentials.frontend.Profile;
import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.jenkins.config.ControllerConfiguration;
import io.github.jitcredentials.jenkins.identity.BuildIdentity;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.policy.Decision;
import io.github.jitcredentials.policy.Policy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;
import org.jspecify.annotations.Nullable;

/** What builds somewhere may ask for, and whose word that is: the controller's, and what each folder on the way says. Immutable. */
public final class Effective {
    /** In names of issuers: none of the controller's has it, so that those of folders are known by it wherever they are written. */
    private static final char OF = '/';

    private final Configuration configuration;
    private final Map<String, Offer> offers;
    private final List<Problem> problems;
    private final List<Object> basis;

    Effective(Configuration configuration, Map<String, Offer> offers, List<Problem> problems, List<Object> basis) {
        this.configuration = configuration;
        this.offers = new LinkedHashMap<>(offers);
        this.problems = List.copyOf(problems);
        this.basis = List.copyOf(basis);
    }

    /** Whether an issuer is one of a folder. */
    public static boolean isOfFolder(IssuerSpec issuer) {
        return issuer.name().indexOf(OF) >= 0;
    }

    /**
     * For the builds of a group's jobs.
     *
     * @throws io.github.jitcredentials.model.JitException.Misconfigured if the controller's own configuration is wrong, or a
     *     folder's can't be read, or the group is one that is in no folder and not the controller's
     */
    public static Effective of(ItemGroup<?> group) {
        return of(group, null, null);
    }

    /** As it would be if a folder said something else. */
    static Effective of(ItemGroup<?> group, @Nullable AbstractItem changed, @Nullable FolderConfiguration instead) {
        ControllerConfiguration controller = ControllerConfiguration.get();
        Configuration above = controller.isEmpty() ? nothing() : controller.read();
        Layers layers = new Layers(above, controller.getFolders());
        List<Object> basis = new ArrayList<>(List.of(above));
        if (controller.getFolders() != null) {
            basis.add(controller.getFolders());
        }
        for (AbstractItem folder : folders(group)) {
            FolderConfiguration said = folder == changed && instead != null
                    ? instead
                    : FolderStore.get().of(folder);
            if (!said.isEmpty()) {
                layers.add(folder.getFullName(), said);
                basis.add(said);
            }
        }
        return layers.effective(basis);
    }

    /** From the outermost to the group itself. */
    private static List<AbstractItem> folders(ItemGroup<?> group) {
        LinkedList<AbstractItem> folders = new LinkedList<>();
        ItemGroup<?> next = group;
        while (next instanceof Item) {
            // A matrix' parent is a job and a group: it says nothing of its own.
            if (next instanceof AbstractItem folder && !(next instanceof Job)) {
                folders.addFirst(folder);
            }
            next = ((Item) next).getParent();
        }
        if (next != Jenkins.get()) {
            // As a promotion's: which folders it is in can't be told, nor what they say.
            throw new JitException.Misconfigured(new Problem(
                    "jobs in \"" + group.getFullDisplayName() + "\" are in no folder that is known",
                    group.getFullName(),
                    "nothing is issued there"));
        }
        return folders;
    }

    private static Configuration nothing() {
        return new Configuration(
                List.of(BuildIdentity.anyBuild()),
                Map.of(),
                Map.of(),
                (identity, request) -> new Decision.Deny(List.of(Problem.of("nothing is configured"))));
    }

    /** Whether it comes of the same as another, so that nothing has changed. */
    public boolean isSameAs(Effective other) {
        if (basis.size() != other.basis.size()) {
            return false;
        }
        for (int i = 0; i < basis.size(); i++) {
            if (basis.get(i) != other.basis.get(i)) {
                return false;
            }
        }
        return true;
    }

    public Configuration configuration() {
        return configuration;
    }

    public Collection<Offer> offers() {
        return offers.values();
    }

    /** What is wrong with where a folder's own issuers lead now. Looks names up. */
    List<Problem> unreachable(String folder) {
        OwnIssuers bounds = new OwnIssuers(ControllerConfiguration.get().getFolders());
        return configuration.issuers().entrySet().stream()
                .filter(entry ->
                        entry.getKey().startsWith(folder + OF) && entry.getKey().indexOf(OF, folder.length() + 1) < 0)
                .flatMap(entry -> bounds.unreachable(entry.getValue(), entry.getKey()).stream())
                .toList();
    }

    /** What is wrong with what folders say here; what is right of it holds. */
    public List<Problem> problems() {
        return problems;
    }

    /** The name of a folder's issuer among those of everybody. */
    static String issuerName(String folder, String name) {
        return folder + OF + name;
    }

    /** Each profile by the word of whoever configured it. */
    record ByOrigin(Map<String, Policy> policies, Map<String, Offer> offers) implements Policy {
        @Override
        public Decision decide(Identity identity, CredentialRequest request) {
            Offer offer = offers.get(request.profile());
            Policy policy = policies.get(request.profile());
            if (offer == null || policy == null) {
                return new Decision.Deny(List.of(Problem.of("\"" + request.profile() + "\" is not offered here")));
            }
            return offer.obstacles().isEmpty()
                    ? policy.decide(identity, request)
                    : new Decision.Deny(offer.obstacles());
        }
    }

    /** Profiles for a configuration. */
    static Map<String, Profile> profiles(Map<String, Offer> offers) {
        Map<String, Profile> profiles = new LinkedHashMap<>();
        offers.forEach((name, offer) -> profiles.put(name, offer.profile()));
        return profiles;
    }
}
