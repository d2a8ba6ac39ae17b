package io.github.jitcredentials.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How this house is built, as rules for all classes below a root package. They are rules and not tests so that a broken
 * house can be shown to break each of them.
 */
public final class House {
    /** The floors, from below. A package that has none is a mistake. */
    static final Map<String, Integer> FLOORS = new TreeMap<>(Map.ofEntries(
            Map.entry("model", 1),
            Map.entry("disk", 1),
            Map.entry("document", 2),
            Map.entry("masking", 2),
            Map.entry("policy", 2),
            Map.entry("audit", 2),
            Map.entry("http", 2),
            Map.entry("identity", 3),
            Map.entry("issuer", 3),
            Map.entry("lease", 4),
            Map.entry("broker", 5),
            Map.entry("frontend", 6)));

    /** Neighbours that may be visited all the same. */
    static final Set<String> DOORS = Set.of("policy -> document");

    /** Ways down that stay shut: those who fetch, keep and end credentials don't know who may have them, or who is told. */
    static final Set<String> SHUT = Set.of(
            "identity -> policy",
            "identity -> audit",
            "issuer -> policy",
            "issuer -> audit",
            "lease -> policy",
            "lease -> audit");

    private static final Set<String> CONNECTIONS = Set.of(
            "java.net.Socket",
            "java.net.ServerSocket",
            "java.net.DatagramSocket",
            "java.net.URLConnection",
            "java.net.HttpURLConnection",
            "java.net.InetAddress",
            "java.nio.channels.SocketChannel",
            "java.nio.channels.AsynchronousSocketChannel",
            "com.nimbusds.jose.util.DefaultResourceRetriever",
            "com.nimbusds.jose.jwk.source.RemoteJWKSet",
            "com.nimbusds.jose.jwk.source.JWKSourceBuilder",
            "com.nimbusds.jose.jwk.source.URLBasedJWKSetSource");

    private static final Map<String, String> FETCHERS = Map.of(
            "com.nimbusds.oauth2.sdk.http.HTTPRequest", "send",
            "com.nimbusds.jose.jwk.JWKSet", "load",
            "com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata", "resolve",
            "com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata", "resolve");

    private final String root;
    private final Path sources;

    /**
     * @param root the package all of whose classes are looked at, without a dot at its end
     * @param sources the folder with their sources
     */
    public House(String root, Path sources) {
        this.root = root;
        this.sources = sources;
    }

    public ArchRule importsGoDownOnly() {
        return classes().that(belong()).should(new GoDownOnly(root, FLOORS, DOORS, SHUT));
    }

    public ArchRule modelIsPlainJava() {
        return noClasses()
                .that()
                .resideInAPackage(root + ".model..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("java..", "org.jspecify..", root + ".model..")
                .because("values need nothing but the JDK")
                .allowEmptyShould(true);
    }

    public ArchRule policySeesNoSecret() {
        return noClasses()
                .that()
                .resideInAPackage(root + ".policy..")
                .should()
                .dependOnClassesThat(describe(
                        "hold secrets or leases",
                        type -> Set.of("Secret", "Credential", "Handle", "LeaseId", "IdentityToken", "IdentityTokens")
                                        .contains(type.getSimpleName())
                                && type.getPackageName().equals(root + ".model")))
                .because("who decides must not hold what is decided about")
                .allowEmptyShould(true);
    }

    public ArchRule onlyHttpConnects() {
        return noClasses()
                .that(belong())
                .and()
                .resideOutsideOfPackage(root + ".http..")
                .should()
                .dependOnClassesThat(describe("connect", House::connects))
                .orShould()
                .callMethodWhere(describe("fetch by themselves", House::fetches))
                .because("time-outs, proxies, certificates and what must not be followed are known in one place");
    }

    public ArchRule onlyPolicyCompilesPatterns() {
        return classes()
                .that(belong())
                .and()
                .doNotHaveFullyQualifiedName(root + ".policy.Match")
                .should(new WriteTheirPatterns(sources));
    }

    public ArchRule environmentComesIn() {
        return noClasses()
                .that(belong())
                .and()
                .resideOutsideOfPackage(root + ".frontend..")
                .should()
                .callMethodWhere(describe(
                        "read the environment",
                        call -> call.getTargetOwner().isEquivalentTo(System.class)
                                && call.getName().equals("getenv")))
                .because("it is given through constructors, as tests and the Jenkins controller need it");
    }

    public ArchRule nothingLogs() {
        return noClasses()
                .that(belong())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.slf4j..", "java.util.logging..", "org.apache.logging..", "org.apache.commons.logging..")
                .because("hosts print, and mask what they print");
    }

    public ArchRule namesSayWhatAThingIs() {
        return noClasses()
                .that(belong())
                .should()
                .haveNameMatching(".*[.$](Abstract|Default|Base)[A-Z]\\w*|.*(Manager|Helper|Utils?|Impl)")
                .because("such a name says nothing: name the thing");
    }

    public ArchRule secretsAreNoStrings() {
        return noFields()
                .that()
                .areDeclaredInClassesThat(belong())
                .and()
                .areNotStatic()
                .and()
                .haveRawType(String.class)
                .should()
                .haveNameMatching("(?i).*(token|password|passphrase|secret|credential|apikey|privatekey|assertion)")
                .because("a String prints itself: use Secret");
    }

    public ArchRule packagesAreNullMarked() {
        return classes().that(belong()).should(new LiveInNullMarkedPackage());
    }

    private static boolean connects(JavaClass type) {
        return CONNECTIONS.contains(type.getName())
                || resideInAnyPackage("org.apache.hc..", "java.net.http..", "javax.net..")
                        .test(type);
    }

    private static boolean fetches(JavaCall<?> call) {
        return call.getName().equals(FETCHERS.get(call.getTargetOwner().getName()));
    }

    private DescribedPredicate<JavaClass> belong() {
        return resideInAnyPackage(root + "..");
    }
}
