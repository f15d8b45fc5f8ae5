package dev.penstock.cli;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.OptionalInt;

/// Asks the operating system about the terminal: `System.console()` says nothing as soon as standard input or output is
/// piped, and progress goes to standard error. Where there is no such call (Windows), nothing is a terminal.
final class NativeTerminal {
    private static final int STDERR = 2;
    private static final long TIOCGWINSZ_LINUX = 0x5413;
    private static final long TIOCGWINSZ_BSD = 0x40087468;

    private NativeTerminal() {}

    /// Whether a file descriptor (0, 1 or 2) is a terminal.
    static boolean isTerminal(int descriptor) {
        if (windows()) {
            return false;
        }
        try {
            return (int) isatty().invokeExact(descriptor) == 1;
        } catch (Throwable e) { // invokeExact declares it; isatty itself throws nothing
            return false;
        }
    }

    /// Columns of the terminal behind standard error; empty when it tells none.
    static OptionalInt width() {
        if (windows()) {
            return OptionalInt.empty();
        }
        try (var arena = Arena.ofConfined()) {
            var size = arena.allocate(ValueLayout.JAVA_SHORT, 4);
            int failed = (int) ioctl().invokeExact(STDERR, request(), size);
            int columns = size.getAtIndex(ValueLayout.JAVA_SHORT, 1);
            return failed != 0 || columns <= 0 ? OptionalInt.empty() : OptionalInt.of(columns);
        } catch (Throwable e) { // invokeExact declares it; ioctl itself throws nothing
            return OptionalInt.empty();
        }
    }

    private static MethodHandle isatty() {
        return handle("isatty", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    }

    /// `ioctl` is variadic: its third argument is passed another way on some machines.
    private static MethodHandle ioctl() {
        return handle("ioctl", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG,
                ValueLayout.ADDRESS), Linker.Option.firstVariadicArg(2));
    }

    @SuppressWarnings("restricted") // the launcher allows native access; without it Java warns once and goes on
    private static MethodHandle handle(String name, FunctionDescriptor shape, Linker.Option... options) {
        var linker = Linker.nativeLinker();
        MemorySegment address = linker.defaultLookup().findOrThrow(name);
        return linker.downcallHandle(address, shape, options);
    }

    private static long request() {
        return os().contains("linux") ? TIOCGWINSZ_LINUX : TIOCGWINSZ_BSD;
    }

    private static boolean windows() {
        return os().contains("windows");
    }

    private static String os() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    }
}
