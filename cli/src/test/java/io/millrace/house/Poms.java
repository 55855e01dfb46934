package io.millrace.house;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** What the poms say, for tests that compare it with what the documents say. */
final class Poms {

  static final Path HOME = Path.of(System.getProperty("millrace.home"));

  private Poms() {}

  /** The modules in the reactor's order, by folder. */
  static List<String> modules() {
    return children(child(pom(""), "modules"), "module").stream()
        .map(Node::getTextContent)
        .toList();
  }

  /** The parent's properties. */
  static Map<String, String> properties() {
    Map<String, String> properties = new LinkedHashMap<>();
    for (Element property : children(child(pom(""), "properties"), "*")) {
      properties.put(property.getTagName(), property.getTextContent());
    }
    return properties;
  }

  static String artifact(String module) {
    return child(pom(module), "artifactId").getTextContent();
  }

  /** Our own artifacts whose classes a module needs for more than its tests. */
  static Set<String> ownDependencies(String module) {
    Set<String> own = new TreeSet<>();
    Element pom = pom(module);
    for (Element dependencies : children(pom, "dependencies")) {
      for (Element dependency : children(dependencies, "dependency")) {
        boolean ours = child(dependency, "groupId").getTextContent().equals("io.millrace");
        boolean test =
            children(dependency, "scope").stream()
                .anyMatch(scope -> scope.getTextContent().equals("test"));
        boolean classes = children(dependency, "type").isEmpty();
        if (ours && classes && !test) {
          own.add(child(dependency, "artifactId").getTextContent());
        }
      }
    }
    return own;
  }

  private static Element pom(String module) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(HOME.resolve(module).resolve("pom.xml").toFile())
          .getDocumentElement();
    } catch (IOException | SAXException | ParserConfigurationException e) {
      throw new IllegalStateException("pom.xml of " + module, e);
    }
  }

  private static Element child(Element parent, String name) {
    return children(parent, name).get(0);
  }

  private static List<Element> children(Element parent, String name) {
    List<Element> children = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element
          && (name.equals("*") || element.getTagName().equals(name))) {
        children.add(element);
      }
    }
    return children;
  }
}
