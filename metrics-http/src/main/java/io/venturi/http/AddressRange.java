package io.venturi.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that share their first bits: {@code 10.0.0.0/8}, {@code fd00::/8}, or a single address.
 *
 * @param base an address of the range
 * @param prefixBits how many bits are shared
 */
record AddressRange(InetAddress base, int prefixBits) {

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final Pattern BITS = Pattern.compile("\\d{1,3}");

    /**
     * Reads a range; never asks a name server.
     *
     * @throws IllegalArgumentException if it is none
     */
    static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        InetAddress base = literal(slash < 0 ? text : text.substring(0, slash), text);
        int allBits = 8 * base.getAddress().length;
        String bits = slash < 0 ? Integer.toString(allBits) : text.substring(slash + 1);
        if (!BITS.matcher(bits).matches() || Integer.parseInt(bits) > allBits) {
            throw refused(text, null);
        }
        return new AddressRange(base, Integer.parseInt(bits));
    }

    private static InetAddress literal(String address, String text) {
        if (!IPV4.matcher(address).matches() && !IPV6.matcher(address).matches()) {
            throw refused(text, null);
        }
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw refused(text, e);
        }
    }

    private static IllegalArgumentException refused(String text, @Nullable Exception cause) {
        return new IllegalArgumentException(
                "allow has '" + text + "': give addresses such as 10.0.0.5, or ranges such as 10.0.0.0/8 or fd00::/8",
                cause);
    }

    boolean contains(InetAddress address) {
        byte[] mine = base.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        int bit = 0;
        while (bit + 8 <= prefixBits && mine[bit / 8] == other[bit / 8]) {
            bit += 8;
        }
        if (bit + 8 <= prefixBits) {
            return false;
        }
        int rest = prefixBits - bit;
        return rest == 0 || ((mine[bit / 8] ^ other[bit / 8]) & 0xff) >> (8 - rest) == 0;
    }
}
