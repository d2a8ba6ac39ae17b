package io.github.jitcredentials.maven;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The CycloneDX bill of materials lists what Maven will really load. */
class BillOfMaterialsIT {
    private static final Path TARGET = Path.of("target");

    /** Its goal steps aside in a build that is told to stay offline, and so do we, with a line. */
    @BeforeAll
    static void made() {
        Assumptions.assumeFalse(
                System.getProperty("it.offline", "").endsWith("=true"),
                "left out: no bill of materials is made while Maven is offline (-o)");
    }

    /** The plugin's descriptor, which another tool writes, lists the same; the logging interface is lent by Maven. */
    @Test
    void components_areWhatThePluginDescriptorNames() throws Exception {
        List<String> described = described();

        assertThat(described).hasSizeGreaterThan(10);
        assertThat(components())
                .filteredOn(name -> !name.startsWith("slf4j-api:"))
                .hasSameElementsAs(described);
    }

    @Test
    void everyComponent_isHashedAndLicensed() throws IOException {
        assertThat(bom().path("components")).allSatisfy(component -> {
            assertThat(component.path("licenses"))
                    .as(component.path("purl").asText())
                    .isNotEmpty();
            if (!component.path("name").asText().startsWith("jit-credentials-")) {
                assertThat(component.findValuesAsText("alg"))
                        .as(component.path("purl").asText())
                        .contains("SHA-256");
            }
        });
    }

    /** Two builds of the same sources shall not differ in it. */
    @Test
    void nothing_changesFromBuildToBuild() throws IOException {
        JsonNode bom = bom();

        assertThat(bom.path("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(bom.has("serialNumber")).isFalse();
        assertThat(bom.path("metadata").has("timestamp")).isFalse();
        assertThat(bom.path("metadata").path("component").path("name").asText())
                .isEqualTo("jit-credentials-maven-plugin");
    }

    private static List<String> components() throws IOException {
        List<String> names = new ArrayList<>();
        bom().path("components")
                .forEach(component -> names.add(component.path("name").asText() + ":"
                        + component.path("version").asText()));
        return names;
    }

    private static List<String> described() throws Exception {
        NodeList dependencies = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(TARGET.resolve("classes/META-INF/maven/plugin.xml").toFile())
                .getElementsByTagName("dependency");
        List<String> names = new ArrayList<>();
        for (int i = 0; i < dependencies.getLength(); i++) {
            Element dependency = (Element) dependencies.item(i);
            names.add(text(dependency, "artifactId") + ":" + text(dependency, "version"));
        }
        return names;
    }

    private static String text(Element parent, String name) {
        return parent.getElementsByTagName(name).item(0).getTextContent();
    }

    private static JsonNode bom() throws IOException {
        return new ObjectMapper().readTree(TARGET.resolve("bom.json").toFile());
    }
}
