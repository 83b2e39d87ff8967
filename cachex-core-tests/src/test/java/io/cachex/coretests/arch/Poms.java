package io.cachex.coretests.arch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** The poms of the project, as they are written: nothing is inherited and nothing interpolated. */
final class Poms {

    private Poms() {}

    /** A dependency as it stands in a pom; what is left out is empty. */
    record Dependency(String group, String artifact, String version, String scope, boolean isOptional) {}

    static Element root() {
        return read(Sources.root().resolve("pom.xml"));
    }

    static Element of(String module) {
        return read(Sources.root().resolve(module).resolve("pom.xml"));
    }

    /** The folders of the modules, in the order of the root pom. */
    static List<String> modules() {
        return children(child(root(), "modules"), "module").stream()
                .map(module -> module.getTextContent().strip())
                .toList();
    }

    /** The modules that users get as jars. */
    static List<String> published() {
        return modules().stream()
                .filter(module -> text(of(module), "packaging").isEmpty())
                .filter(module ->
                        !text(of(module), "properties", "maven.deploy.skip").equals("true"))
                .toList();
    }

    static List<Dependency> dependencies(Element pom) {
        return dependenciesIn(child(pom, "dependencies"));
    }

    static List<Dependency> managed(Element pom) {
        return dependenciesIn(child(child(pom, "dependencyManagement"), "dependencies"));
    }

    /** The text at a path of elements, empty if there is none. */
    static String text(Element from, String... path) {
        Element at = from;
        for (String name : path) {
            at = child(at, name);
        }
        return at == null ? "" : at.getTextContent().strip();
    }

    private static List<Dependency> dependenciesIn(Element list) {
        return children(list, "dependency").stream()
                .map(element -> new Dependency(
                        text(element, "groupId"),
                        text(element, "artifactId"),
                        text(element, "version"),
                        text(element, "scope"),
                        text(element, "optional").equals("true")))
                .toList();
    }

    private static Element child(Element parent, String name) {
        return children(parent, name).stream().findFirst().orElse(null);
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent == null ? null : parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }

    private static Element read(Path pom) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder().parse(pom.toFile()).getDocumentElement();
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new AssertionError("cannot read " + pom, e);
        }
    }
}
