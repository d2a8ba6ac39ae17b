package io.github.jitcredentials.maven;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.codehaus.plexus.configuration.xml.XmlPlexusConfiguration;
import org.codehaus.plexus.util.xml.Xpp3Dom;
import org.jspecify.annotations.Nullable;

/** A server's configuration for Maven Wagon, as {@code settings.xml} has it under {@code <server><configuration>}. */
final class WagonConfiguration {
    private static final String HEADERS = "httpHeaders";
    private static final String REDIRECTS = "http.protocol.handle-redirects";
    /** {@code all} is merged below the three, so each has to say it. */
    private static final List<String> METHODS = List.of("all", "get", "put", "head");

    private WagonConfiguration() {}

    /** The HTTP headers it names; Maven 3.8 leaves them to Wagon. */
    static Map<String, String> headers(@Nullable Object own) {
        Map<String, String> headers = new LinkedHashMap<>();
        Xpp3Dom named = copy(own).getChild(HEADERS);
        for (Xpp3Dom header : named == null ? new Xpp3Dom[0] : named.getChildren()) {
            Xpp3Dom name = header.getChild("name");
            Xpp3Dom value = name == null ? header : header.getChild("value");
            if (value != null && value.getValue() != null) {
                headers.put(name == null ? header.getName() : String.valueOf(name.getValue()), value.getValue());
            }
        }
        return headers;
    }

    /**
     * A copy in which no HTTP method follows redirects. It names no headers either: they would replace those that the resolver
     * gives to Wagon. What is no known form of configuration is left out.
     */
    static XmlPlexusConfiguration restrained(@Nullable Object own) {
        Xpp3Dom dom = copy(own);
        remove(dom, child -> child.getName().equals(HEADERS));
        Xpp3Dom http = child(dom, "httpConfiguration");
        for (String method : METHODS) {
            Xpp3Dom params = child(child(http, method), "params");
            remove(params, WagonConfiguration::isAboutRedirects);
            Xpp3Dom property = child(params, new Xpp3Dom("property"));
            child(property, "name").setValue(REDIRECTS);
            child(property, "value").setValue("%b,false");
        }
        return new XmlPlexusConfiguration(dom);
    }

    private static void remove(Xpp3Dom parent, Predicate<Xpp3Dom> which) {
        for (int i = parent.getChildCount() - 1; i >= 0; i--) {
            if (which.test(parent.getChild(i))) {
                parent.removeChild(i);
            }
        }
    }

    /** Properties have two spellings. */
    private static boolean isAboutRedirects(Xpp3Dom param) {
        Xpp3Dom name = param.getChild("name");
        return param.getName().equals(REDIRECTS) || name != null && REDIRECTS.equals(name.getValue());
    }

    private static Xpp3Dom copy(@Nullable Object own) {
        if (own instanceof Xpp3Dom dom) {
            return new Xpp3Dom(dom);
        }
        return own instanceof PlexusConfiguration configuration ? copy(configuration) : new Xpp3Dom("configuration");
    }

    private static Xpp3Dom copy(PlexusConfiguration from) {
        Xpp3Dom to = new Xpp3Dom(from.getName());
        to.setValue(from.getValue(null));
        for (String name : from.getAttributeNames()) {
            to.setAttribute(name, from.getAttribute(name, ""));
        }
        for (PlexusConfiguration child : from.getChildren()) {
            to.addChild(copy(child));
        }
        return to;
    }

    private static Xpp3Dom child(Xpp3Dom parent, String name) {
        Xpp3Dom known = parent.getChild(name);
        return known != null ? known : child(parent, new Xpp3Dom(name));
    }

    private static Xpp3Dom child(Xpp3Dom parent, Xpp3Dom child) {
        parent.addChild(child);
        return child;
    }
}
