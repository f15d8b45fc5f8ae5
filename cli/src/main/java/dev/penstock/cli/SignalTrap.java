package dev.penstock.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/// Catches SIGINT, SIGTERM and SIGHUP: the first one is told to the owner, a second one ends the process at once.
///
/// The JDK's only way to tell the two apart is `sun.misc.Signal`, which javac warns about whatever one says; hence the
/// reflection.
final class SignalTrap {
    static final int HUNG_UP = 129;
    static final int INTERRUPTED = 130;
    static final int TERMINATED = 143;

    private final AtomicInteger first = new AtomicInteger();
    private final IntConsumer onFirst;
    private final IntConsumer onSecond;

    private SignalTrap(IntConsumer onFirst, IntConsumer onSecond) {
        this.onFirst = onFirst;
        this.onSecond = onSecond;
    }

    /// Sets the trap for the rest of the process.
    ///
    /// @param onFirst gets the exit code (129, 130 or 143) of the first signal, on a thread of its own
    /// @param onSecond gets the exit code of any further signal
    static SignalTrap set(IntConsumer onFirst, IntConsumer onSecond) {
        var trap = new SignalTrap(onFirst, onSecond);
        trap.handle("INT", INTERRUPTED);
        trap.handle("TERM", TERMINATED);
        trap.handle("HUP", HUNG_UP); // not under nohup: what is ignored stays ignored
        return trap;
    }

    /// The exit code of the first signal; 0 when none came.
    int code() {
        return first.get();
    }

    void came(int code) {
        if (first.compareAndSet(0, code)) {
            onFirst.accept(code);
        } else {
            onSecond.accept(code);
        }
    }

    private void handle(String name, int code) {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            var proxy = Proxy.newProxyInstance(handler.getClassLoader() == null
                    ? SignalTrap.class.getClassLoader()
                    : handler.getClassLoader(), new Class<?>[]{handler}, (self, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            came(code);
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ClassNotFoundException | NoSuchMethodException | InstantiationException | IllegalAccessException e) {
            throw new IllegalStateException("this Java has no sun.misc.Signal", e);
        } catch (InvocationTargetException e) {
            // Started with -Xrs, or a system without this signal: the JVM's own handling stays.
            if (!(e.getCause() instanceof IllegalArgumentException)) {
                throw new IllegalStateException("cannot catch SIG" + name, e);
            }
        }
    }
}
