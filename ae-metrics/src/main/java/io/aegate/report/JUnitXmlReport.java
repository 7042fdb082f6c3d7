package io.aegate.report;

import io.aegate.evaluation.Measurements;
import io.aegate.gate.Judged;
import io.aegate.gate.Status;
import io.aegate.gate.Verdict;
import io.aegate.gate.WorstImage;
import java.io.StringWriter;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * The verdict as test results in Surefire's schema, one case a budget.
 *
 * <p>A budget that is not met is a failure, one that was not measured an error. A budget that only warns passes, with its message as
 * output.
 */
public final class JUnitXmlReport {

    public static final String FILE = "TEST-ae-gate.xml";

    private static final String SUITE = "ae-gate";
    private static final String SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance";
    private static final String SCHEMA =
            "https://maven.apache.org/surefire/maven-surefire-plugin/xsd/surefire-test-report.xsd";

    private final XMLStreamWriter xml;

    private JUnitXmlReport(XMLStreamWriter xml) {
        this.xml = xml;
    }

    /** The file's text. */
    public static String text(Verdict verdict, Measurements measurements) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            new JUnitXmlReport(xml).write(verdict, measurements);
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("XML can always be written to a string", e);
        }
        return text.toString();
    }

    private void write(Verdict verdict, Measurements measurements) throws XMLStreamException {
        long errors = verdict.violations().stream()
                .filter(judged -> judged.status() == Status.NOT_MEASURED)
                .count();
        xml.writeStartDocument("UTF-8", "1.0");
        line(0);
        xml.writeStartElement("testsuite");
        xml.writeNamespace("xsi", SCHEMA_INSTANCE);
        xml.writeAttribute("xsi", SCHEMA_INSTANCE, "noNamespaceSchemaLocation", SCHEMA);
        xml.writeAttribute("name", SUITE);
        xml.writeAttribute(
                "time",
                String.format(Locale.ROOT, "%.3f", measurements.provenance().seconds()));
        xml.writeAttribute("tests", String.valueOf(verdict.budgets().size()));
        xml.writeAttribute("errors", String.valueOf(errors));
        xml.writeAttribute("skipped", "0");
        xml.writeAttribute("failures", String.valueOf(verdict.violations().size() - errors));
        for (Judged judged : verdict.budgets()) {
            write(judged);
        }
        line(0);
        xml.writeEndElement();
        line(0);
        xml.writeEndDocument();
    }

    private void write(Judged judged) throws XMLStreamException {
        line(1);
        xml.writeStartElement("testcase");
        xml.writeAttribute("name", attribute(judged.text()));
        xml.writeAttribute("classname", SUITE);
        // All budgets are judged on one measurement, whose time is the suite's.
        xml.writeAttribute("time", "0");
        line(2);
        if (judged.fails()) {
            xml.writeStartElement(judged.status() == Status.NOT_MEASURED ? "error" : "failure");
            xml.writeAttribute("message", attribute(judged.message()));
            xml.writeAttribute("type", judged.status().name());
        } else {
            xml.writeStartElement("system-out");
        }
        xml.writeCharacters(Escaped.xml(details(judged)));
        xml.writeEndElement();
        line(1);
        xml.writeEndElement();
    }

    private static String details(Judged judged) {
        String warning = judged.status() == Status.PASS || judged.fails() ? "" : "warning: ";
        String images = judged.images().stream()
                .map(JUnitXmlReport::worst)
                .collect(Collectors.joining("\n", judged.images().isEmpty() ? "" : "\nworst images:\n", ""));
        return warning + Escaped.logLine(judged.message()) + images;
    }

    private static String worst(WorstImage worst) {
        return Escaped.logLine(
                "  " + worst.image() + " " + worst.printed() + (worst.unit().isEmpty() ? "" : " " + worst.unit()));
    }

    /** On one line, because a line end in an attribute reads back as a space. */
    private static String attribute(String text) {
        return Escaped.xml(Escaped.terminal(text));
    }

    private void line(int depth) throws XMLStreamException {
        xml.writeCharacters("\n" + "  ".repeat(depth));
    }
}
