package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Ranges of addresses: their text is read or refused, and what they hold is a matter of arithmetic. */
class AddressRangeFuzzTest {

    @FuzzTest(maxDuration = "15s")
    void anyRangeIsRefusedOrHoldsWhatItsBitsSay(FuzzedDataProvider data) throws UnknownHostException {
        boolean wide = data.consumeBoolean();
        InetAddress address = InetAddress.getByAddress(bytes(data, wide ? 16 : 4));
        AddressRange range;
        try {
            range = AddressRange.parse(data.consumeRemainingAsString());
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageContaining("give addresses such as");
            return;
        }
        assertThat(range.contains(range.base())).isTrue();
        assertThat(range.contains(address)).isEqualTo(reference(range, address));
    }

    private static boolean reference(AddressRange range, InetAddress address) {
        byte[] base = range.base().getAddress();
        int rest = 8 * base.length - range.prefixBits();
        return base.length == address.getAddress().length
                && new BigInteger(1, base)
                        .shiftRight(rest)
                        .equals(new BigInteger(1, address.getAddress()).shiftRight(rest));
    }

    private static byte[] bytes(FuzzedDataProvider data, int length) {
        byte[] bytes = new byte[length];
        byte[] given = data.consumeBytes(length);
        System.arraycopy(given, 0, bytes, 0, given.length);
        return bytes;
    }
}
