package dev.penstock.engine.doctor;

import java.util.List;
import java.util.Locale;

/// What the process runs on.
///
/// @param java feature version of the Java runtime
/// @param maxHeapBytes the most memory the process may use for objects
/// @param encoding character set of the locale, such as `UTF-8` or `ANSI_X3.4-1968`
public record Machine(int java, long maxHeapBytes, String encoding) {
    private static final int OLDEST_JAVA = 25;
    private static final long LITTLE_HEAP = 256L << 20;

    /// That of this process.
    public static Machine ofProcess() {
        return new Machine(Runtime.version().feature(), Runtime.getRuntime().maxMemory(),
                System.getProperty("native.encoding", ""));
    }

    List<Diagnosis> examine() {
        return List.of(runtime(), memory(), locale());
    }

    private Diagnosis runtime() {
        return java >= OLDEST_JAVA
                ? Diagnosis.ok("java", "version " + java)
                : Diagnosis.problem("java", "version " + java + " is too old", "install a JDK " + OLDEST_JAVA
                        + "; the launcher finds it");
    }

    private Diagnosis memory() {
        var heap = "heap up to " + (maxHeapBytes >> 20) + " MB";
        return maxHeapBytes > LITTLE_HEAP
                ? Diagnosis.ok("memory", heap)
                : Diagnosis.warning("memory", heap + " is too little for tasks with checks.language",
                        "give the process more: JAVA_OPTS=-Xmx1g, or a larger container");
    }

    private Diagnosis locale() {
        var plain = encoding.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
        return plain.equals("UTF8")
                ? Diagnosis.ok("locale", encoding)
                : Diagnosis.warning("locale", (encoding.isEmpty() ? "unknown" : encoding)
                        + " is not UTF-8: file names with other letters than English ones may not be found",
                        "set LANG=C.UTF-8 or another UTF-8 locale");
    }
}
