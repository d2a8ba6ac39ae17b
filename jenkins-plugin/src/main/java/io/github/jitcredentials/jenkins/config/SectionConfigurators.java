package io.github.jitcredentials.jenkins.config;

import hudson.Extension;
import io.jenkins.plugins.casc.Attribute;
import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.Configurator;
import io.jenkins.plugins.casc.ConfiguratorException;
import io.jenkins.plugins.casc.model.CNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Write the sections of the tree for an export. They are read by {@link ControllerConfigurator}, all of them together. */
@Restricted(NoExternalUse.class)
public final class SectionConfigurators {
    private SectionConfigurators() {}

    private abstract static class Section<T> implements Configurator<T> {
        private final String name;
        private final Class<T> target;

        Section(String name, Class<T> target) {
            this.name = name;
            this.target = target;
        }

        abstract Map<String, Object> tree(T section);

        @Override
        public List<String> getNames() {
            return List.of(name);
        }

        @Override
        public Class<T> getTarget() {
            return target;
        }

        @Override
        public Set<Attribute<T, ?>> describe() {
            return Set.of();
        }

        @Override
        public @Nullable CNode describe(T section, ConfigurationContext context) {
            Map<String, Object> tree = tree(section);
            return tree.isEmpty() ? null : new CodeTree(context).written(tree, List.of(name));
        }

        @Override
        public T configure(CNode config, ConfigurationContext context) {
            throw new ConfiguratorException(this, "is read with all of jitCredentials");
        }

        @Override
        public T check(CNode config, ConfigurationContext context) {
            throw new ConfiguratorException(this, "is read with all of jitCredentials");
        }
    }

    /** Writes {@code issuers}. */
    @Extension(optional = true)
    public static final class Issuers extends Section<Sections.Issuers> {
        public Issuers() {
            super("issuers", Sections.Issuers.class);
        }

        @Override
        Map<String, Object> tree(Sections.Issuers section) {
            return section.tree();
        }
    }

    /** Writes {@code profiles}. */
    @Extension(optional = true)
    public static final class Profiles extends Section<Sections.Profiles> {
        public Profiles() {
            super("profiles", Sections.Profiles.class);
        }

        @Override
        Map<String, Object> tree(Sections.Profiles section) {
            return section.tree();
        }
    }

    /** Writes {@code policy}. */
    @Extension(optional = true)
    public static final class Rules extends Section<Sections.Rules> {
        public Rules() {
            super("policy", Sections.Rules.class);
        }

        @Override
        Map<String, Object> tree(Sections.Rules section) {
            return section.tree();
        }
    }
}
