package io.aegate.maven.it;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What Surefire wrote of a class's tests. */
final class SurefireReport {

    private SurefireReport() {}

    /** Each case by its name, with {@code passed}, or what became of it and the message: {@code failure: psnr is …}. */
    static Map<String, String> cases(Path folder, String type) {
        NodeList found = parse(folder.resolve("target/surefire-reports/TEST-" + type + ".xml"))
                .getElementsByTagName("testcase");
        Map<String, String> cases = new LinkedHashMap<>();
        IntStream.range(0, found.getLength())
                .mapToObj(index -> (Element) found.item(index))
                .forEach(one -> cases.put(name(one, type), outcome(one)));
        return cases;
    }

    /** With the nested class before it, if it is of one. */
    private static String name(Element one, String type) {
        String nested = one.getAttribute("classname").substring(type.length());
        return nested.isEmpty() ? one.getAttribute("name") : nested + " " + one.getAttribute("name");
    }

    private static String outcome(Element one) {
        for (String word : new String[] {"failure", "error", "skipped"}) {
            NodeList found = one.getElementsByTagName(word);
            if (found.getLength() > 0) {
                return word + ": " + ((Element) found.item(0)).getAttribute("message");
            }
        }
        return "passed";
    }

    private static Element parse(Path file) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(file.toFile())
                    .getDocumentElement();
        } catch (Exception e) {
            throw new AssertionError("no report of Surefire's can be read from " + file, e);
        }
    }
}
