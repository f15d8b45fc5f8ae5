package dev.penstock.settings;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Which addresses settings may send anything to. Secrets travel there, so it is https, or http inside a private network;
/// and it is never a cloud's metadata service, which hands out credentials.
public final class WebAddress {
    private static final Pattern NUMERIC = Pattern.compile("(0x[0-9a-f]+|[0-9]+)(\\.(0x[0-9a-f]+|[0-9]+))*");
    private static final Pattern DOTTED_IPV4 = Pattern.compile("((0|[1-9][0-9]{0,2})\\.){3}(0|[1-9][0-9]{0,2})");
    private static final List<String> PRIVATE_SUFFIXES = List.of(".localhost", ".local", ".internal", ".svc", ".lan");

    private WebAddress() {}

    /// What is wrong with an address as it is written; names are not resolved. Empty when nothing is. Does not quote it: it
    /// may be a secret.
    public static Optional<String> problem(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException _) {
            return Optional.of("is not a URL");
        }
        var scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return Optional.of("must start with https:// or http://");
        }
        if (uri.getHost() == null) {
            return Optional.of("has no host name");
        }
        if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            return Optional.of("must not hold a user or a fragment");
        }
        var host = host(uri);
        if (NUMERIC.matcher(host).matches() && !DOTTED_IPV4.matcher(host).matches()) {
            return Optional.of("writes an address in an unusual way, which can hide where it leads");
        }
        if (isMetadata(host)) {
            return Optional.of("is a cloud metadata address, which Penstock never calls");
        }
        return scheme.equals("http") && !isPrivate(host)
                ? Optional.of("must be https, because " + uri.getHost() + " is not a private address")
                : Optional.empty();
    }

    /// Whether an address is that of a cloud's metadata service.
    public static boolean isMetadata(InetAddress address) {
        return address.isLinkLocalAddress() || isAwsMetadata(address);
    }

    /// Whether an address is of this machine or a private network.
    public static boolean isPrivate(InetAddress address) {
        return address.isLoopbackAddress() || address.isSiteLocalAddress() || isUniqueLocal(address.getAddress());
    }

    /// The host in lower case, without a dot at its end or brackets around it.
    public static String host(URI uri) {
        var lower = uri.getHost().toLowerCase(Locale.ROOT);
        var withoutDot = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        return withoutDot.startsWith("[") ? withoutDot.substring(1, withoutDot.length() - 1) : withoutDot;
    }

    private static boolean isMetadata(String host) {
        if (host.equals("metadata.google.internal")) {
            return true;
        }
        return address(host).filter(WebAddress::isMetadata).isPresent();
    }

    /// fd00:ec2::/32 holds the IPv6 metadata address of AWS.
    private static boolean isAwsMetadata(InetAddress ip) {
        var bytes = ip.getAddress();
        return bytes.length == 16 && bytes[0] == (byte) 0xfd && bytes[1] == 0 && bytes[2] == 0x0e
                && bytes[3] == (byte) 0xc2;
    }

    private static boolean isPrivate(String host) {
        return address(host).map(WebAddress::isPrivate)
                .orElseGet(() -> host.equals("localhost") || !host.contains(".")
                        || PRIVATE_SUFFIXES.stream().anyMatch(host::endsWith));
    }

    /// fc00::/7, the private range of IPv6.
    private static boolean isUniqueLocal(byte[] address) {
        return address.length == 16 && (address[0] & 0xfe) == 0xfc;
    }

    /// The address a literal stands for, `::ffff:a.b.c.d` included; empty for a name.
    private static Optional<InetAddress> address(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
