import java.io.InputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.tika.config.TikaConfig;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.parser.AutoDetectParser;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.sax.BodyContentHandler;
import org.apache.tika.sax.TeeContentHandler;
import org.xml.sax.Attributes;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Reads the files named on stdin twice, and writes a JSON line for each: text, title, authors, date, and the
 * CPU time of the second reading, when the JVM is warm.
 *
 *     java -cp 'lib/*' Tika.java < files
 */
class Tika {
    static final Parser PARSER = new AutoDetectParser(TikaConfig.getDefaultConfig());
    static final int SECONDS = 60;

    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        List<String> files = new ArrayList<>();
        Scanner in = new Scanner(System.in, StandardCharsets.UTF_8);
        while (in.hasNextLine()) {
            files.add(in.nextLine());
        }
        ExecutorService reader = Executors.newCachedThreadPool();
        for (int round = 0; round < 2; round++) {
            for (String file : files) {
                Future<String> reading = reader.submit((Callable<String>) () -> read(file));
                String line;
                try {
                    line = reading.get(SECONDS, TimeUnit.SECONDS);
                } catch (Exception slow) {
                    line = "{\"file\":" + quoted(file) + ",\"error\":\"timed out\"}";
                }
                if (round == 1) {
                    out.println(line);
                }
            }
        }
        out.flush();
        Runtime.getRuntime().halt(0);
    }

    static String read(String file) throws Exception {
        long began = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        BodyContentHandler text = new BodyContentHandler(-1);
        Structure structure = new Structure();
        Metadata found = new Metadata();
        found.set("resourceName", Path.of(file).getFileName().toString());
        String error = null;
        try (InputStream stream = Files.newInputStream(Path.of(file))) {
            ParseContext context = new ParseContext();
            context.set(Parser.class, PARSER);
            PARSER.parse(stream, new TeeContentHandler(text, structure), found, context);
        } catch (Throwable failed) {
            error = failed.getClass().getSimpleName();
        }
        double spent = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - began) / 1e6;
        StringBuilder line = new StringBuilder("{\"file\":").append(quoted(file));
        line.append(",\"text\":").append(quoted(text.toString()));
        line.append(",\"title\":").append(quoted(first(found, "dc:title", "dc:subject")));
        line.append(",\"authors\":[");
        String[] names = found.getValues("dc:creator");
        if (names.length == 0) {
            names = found.getValues("Message:From-Name");
        }
        for (int at = 0; at < names.length; at++) {
            line.append(at > 0 ? "," : "").append(quoted(names[at]));
        }
        line.append("],\"kinds\":").append(structure.json()).append(",\"date\":").append(quoted(first(found, "dcterms:created", "dc:date")));
        line.append(",\"error\":").append(quoted(error)).append(",\"ms\":").append(spent);
        return line.append('}').toString();
    }

    /** The headings, items and rows. */
    static class Structure extends DefaultHandler {
        final Map<String, List<String>> kinds = new TreeMap<>();
        final List<StringBuilder> open = new ArrayList<>();

        static String kind(String tag) {
            return tag.matches("h[1-6]") ? "heading" : tag.equals("li") ? "list_item" : tag.equals("tr") ? "table_row" : null;
        }

        @Override
        public void startElement(String uri, String tag, String name, Attributes attributes) {
            if (kind(tag) != null) {
                open.add(new StringBuilder());
            }
            open.forEach(text -> text.append(' '));
        }

        @Override
        public void characters(char[] characters, int from, int length) {
            open.forEach(text -> text.append(characters, from, length));
        }

        @Override
        public void endElement(String uri, String tag, String name) {
            if (kind(tag) != null && !open.isEmpty()) {
                kinds.computeIfAbsent(kind(tag), any -> new ArrayList<>()).add(open.remove(open.size() - 1).toString());
            }
        }

        String json() {
            List<String> all = new ArrayList<>();
            kinds.forEach((kind, texts) -> all.add(quoted(kind) + ":["
                    + texts.stream().map(Tika::quoted).collect(Collectors.joining(",")) + "]"));
            return "{" + String.join(",", all) + "}";
        }
    }

    static String first(Metadata found, String... names) {
        for (String name : names) {
            if (found.get(name) != null) {
                return found.get(name);
            }
        }
        return null;
    }

    static String quoted(String text) {
        if (text == null) {
            return "null";
        }
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c < ' ' || c == '"' || c == '\\' || c > '~') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
