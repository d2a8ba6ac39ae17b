package io.github.jitcredentials.jenkins.folder;

import hudson.Extension;
import hudson.model.AbstractItem;
import hudson.model.Action;
import hudson.model.Descriptor.FormException;
import hudson.model.Failure;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Job;
import hudson.security.ACL;
import hudson.security.AccessControlled;
import hudson.security.Permission;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import jenkins.model.TransientActionFactory;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.HttpRedirect;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerProxy;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** A folder's page: what its builds may ask for and whose word that is; and, for whoever may, what the folder says. */
public final class FolderAction implements Action, StaplerProxy, AccessControlled {
    private final AbstractItem folder;

    FolderAction(AbstractItem folder) {
        this.folder = folder;
    }

    @Override
    public Object getTarget() {
        folder.checkPermission(Item.READ);
        return this;
    }

    @Override
    public @Nullable String getIconFileName() {
        return isShown() ? "symbol-key" : null;
    }

    @Override
    public @Nullable String getDisplayName() {
        return isShown() ? "JIT credentials" : null;
    }

    @Override
    public String getUrlName() {
        return "jit-credentials";
    }

    @Override
    public ACL getACL() {
        return folder.getACL();
    }

    /** For the form's page, which is shown to nobody else. */
    public Permission getRequiredPermission() {
        return FolderPermissions.CONFIGURE;
    }

    public AbstractItem getFolder() {
        return folder;
    }

    public boolean isConfigurable() {
        return folder.hasPermission(FolderPermissions.CONFIGURE);
    }

    private boolean isShown() {
        return folder.hasPermission(Item.READ) && (isConfigurable() || !offers().isEmpty());
    }

    /** For the page. */
    public Collection<Offer> getOffers() {
        return offers();
    }

    private Collection<Offer> offers() {
        try {
            return Effective.of((ItemGroup<?>) folder).offers();
        } catch (JitException e) {
            return List.of();
        }
    }

    /** What is wrong, for the page. */
    public List<String> getProblems() {
        try {
            return lines(Effective.of((ItemGroup<?>) folder).problems());
        } catch (JitException e) {
            return isConfigurable()
                    ? lines(e.problems())
                    : List.of("The configuration is wrong; an administrator sees why.");
        }
    }

    /** For the form. */
    public FolderConfiguration getConfiguration() {
        folder.checkPermission(FolderPermissions.CONFIGURE);
        return FolderStore.get().of(folder);
    }

    public FolderConfiguration.DescriptorImpl getDescriptor() {
        return (FolderConfiguration.DescriptorImpl) Jenkins.get().getDescriptorOrDie(FolderConfiguration.class);
    }

    /** Takes the form, if all of it is right. */
    @RequirePOST
    public HttpResponse doConfigSubmit(StaplerRequest2 request) throws IOException, ServletException, FormException {
        folder.checkPermission(FolderPermissions.CONFIGURE);
        save(request.bindJSON(FolderConfiguration.class, request.getSubmittedForm()));
        return new HttpRedirect(".");
    }

    /** @throws Failure with all that is wrong; what the folder said before holds then */
    void save(FolderConfiguration configuration) throws IOException {
        List<Problem> problems = new ArrayList<>();
        try {
            Effective effective = Effective.of((ItemGroup<?>) folder, folder, configuration);
            problems.addAll(effective.problems());
            if (problems.isEmpty()) {
                problems.addAll(effective.unreachable(folder.getFullName()));
            }
        } catch (JitException e) {
            problems.addAll(e.problems());
        }
        if (!problems.isEmpty()) {
            throw new Failure(String.join(System.lineSeparator(), lines(problems)), true);
        }
        FolderStore.get().save(folder, configuration);
    }

    private static List<String> lines(List<Problem> problems) {
        return problems.stream().flatMap(problem -> problem.lines().stream()).collect(Collectors.toList());
    }

    /** On every folder, of whatever plugin: what holds jobs and is none. */
    @Extension
    public static final class Factory extends TransientActionFactory<AbstractItem> {
        @Override
        public Class<AbstractItem> type() {
            return AbstractItem.class;
        }

        @Override
        public Collection<? extends Action> createFor(AbstractItem target) {
            return target instanceof ItemGroup<?> && !(target instanceof Job)
                    ? Set.of(new FolderAction(target))
                    : Set.of();
        }
    }
}
