package io.github.jitcredentials.jenkins.config;

import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import io.github.jitcredentials.model.Problem;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * How far folders' own issuers reach: to hosts that are named here, at public addresses and those of the networks that are named
 * here. Nothing else, whatever a folder says, a name server answers or a server redirects to.
 */
public final class FolderBounds implements Describable<FolderBounds> {
    /** Names no host, and no network. */
    public static final FolderBounds NONE = new FolderBounds(List.of(), List.of());

    private static final Pattern HOST =
            Pattern.compile("(\\*\\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\\[[0-9a-f:.]+]", Pattern.CASE_INSENSITIVE);

    private final List<String> hosts;
    private final List<String> networks;

    /**
     * @param hosts names, or {@code *.} and the name that theirs end in
     * @param networks as {@code 10.20.0.0/16}: what is neither public nor here is not reached
     */
    @DataBoundConstructor
    public FolderBounds(List<String> hosts, List<String> networks) {
        this.hosts = Lines.of(hosts);
        this.networks = Lines.of(networks);
    }

    public List<String> getHosts() {
        return hosts;
    }

    /** For a form. */
    public String getHostsText() {
        return Lines.text(hosts);
    }

    public List<String> getNetworks() {
        return networks;
    }

    /** For a form. */
    public String getNetworksText() {
        return Lines.text(networks);
    }

    boolean isEmpty() {
        return hosts.isEmpty() && networks.isEmpty();
    }

    /** Whether a folder's issuer may be there, by its name alone. */
    public boolean names(String host) {
        String wanted = host.toLowerCase(Locale.ROOT);
        return hosts.stream()
                .map(one -> one.toLowerCase(Locale.ROOT))
                .anyMatch(one -> one.startsWith("*.")
                        ? wanted.endsWith(one.substring(1)) && wanted.length() >= one.length()
                        : wanted.equals(one));
    }

    /** Whether a folder's issuer may be at an address, whatever name led there. */
    public boolean reaches(InetAddress address) {
        List<InetAddress> all = Addresses.meant(address);
        return all.stream().noneMatch(Addresses::isNever)
                && all.stream()
                        .allMatch(one -> Addresses.isPublic(one)
                                || networks.stream().anyMatch(network -> Addresses.isIn(one, network)));
    }

    /** What is wrong with it. */
    List<Problem> problems(String place) {
        List<Problem> problems = new ArrayList<>();
        hosts.stream()
                .filter(host -> !HOST.matcher(host).matches())
                .forEach(host -> problems.add(new Problem(
                        "\"" + host + "\" is not a host's name", place + ".hosts", "write it as sso.example.com")));
        networks.forEach(network -> Addresses.complaint(network)
                .ifPresent(what -> problems.add(new Problem(what, place + ".networks", ""))));
        return problems;
    }

    /** In the controller's form. */
    @Extension
    public static final class DescriptorImpl extends Descriptor<FolderBounds> {
        @Override
        public String getDisplayName() {
            return "What folders may add";
        }

        @POST
        public FormValidation doCheckHosts(@QueryParameter String value) {
            return checked(new FolderBounds(List.of(Util.fixNull(value)), List.of()));
        }

        @POST
        public FormValidation doCheckNetworks(@QueryParameter String value) {
            return checked(new FolderBounds(List.of(), List.of(Util.fixNull(value))));
        }

        private static FormValidation checked(FolderBounds bounds) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            List<Problem> problems = bounds.problems("");
            return problems.isEmpty()
                    ? FormValidation.ok()
                    : FormValidation.error(problems.get(0).what());
        }
    }
}
