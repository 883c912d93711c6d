package io.wagateway.event.webhook;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** Which addresses a webhook may be delivered to: those of the public internet, unless the operator allows more. */
final class AddressPolicy {
    /** Addresses that stand for no single machine, and those at which clouds tell their secrets; nobody may allow them. */
    private static final List<Net> NEVER = nets(
            "0.0.0.0/8", // unspecified
            "169.254.0.0/16", // link-local, the metadata of clouds among it
            "224.0.0.0/4", // multicast
            "255.255.255.255/32", // broadcast
            "::/128",
            "fd00:ec2::254/128", // the metadata of Amazon's
            "fe80::/10", // link-local
            "ff00::/8");

    private static final List<Net> PRIVATE = nets(
            "10.0.0.0/8",
            "100.64.0.0/10", // of carriers
            "127.0.0.0/8",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24", // documentation, as are the two below
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24",
            "203.0.113.0/24",
            "240.0.0.0/4",
            "2001::/23", // of protocols: Teredo, ORCHID and others
            "2001:db8::/32", // documentation, as is the next but one
            "2002::/16", // 6to4
            "3fff::/20");

    /** What is outside of it is reserved for something. */
    private static final Net PUBLIC_IPV6 = net("2000::/3");

    private static final Net NAT64 = net("64:ff9b::/96");
    private static final Net SIX_TO_FOUR = net("2002::/16");
    private static final Net TEREDO = net("2001::/32");
    private static final Net COMPATIBLE = net("::/96");

    private static final class Net {
        private final byte[] prefix;
        private final int bits;

        Net(byte[] prefix, int bits) {
            this.prefix = prefix;
            this.bits = bits;
        }

        boolean contains(byte[] address) {
            if (address.length != prefix.length) {
                return false;
            }
            int whole = bits / 8;
            int rest = bits % 8;
            int mask = (0xff << (8 - rest)) & 0xff;
            return Arrays.equals(prefix, 0, whole, address, 0, whole)
                    && (rest == 0 || (prefix[whole] & mask) == (address[whole] & mask));
        }
    }

    private final boolean allowPrivate;

    AddressPolicy(boolean allowPrivate) {
        this.allowPrivate = allowPrivate;
    }

    /** All must be allowed: which of them a client would take is not ours to say. */
    boolean allow(Collection<InetAddress> addresses) {
        return !addresses.isEmpty() && addresses.stream().allMatch(this::allow);
    }

    private boolean allow(InetAddress address) {
        byte[] bytes = address.getAddress();
        byte[] inside = embedded(bytes);
        return !in(NEVER, bytes)
                && (inside == null || !in(NEVER, inside))
                && (allowPrivate || (isPublic(bytes) && (inside == null || isPublic(inside))));
    }

    private static boolean isPublic(byte[] address) {
        return address.length == 4
                ? !in(PRIVATE, address)
                : NAT64.contains(address) || (PUBLIC_IPV6.contains(address) && !in(PRIVATE, address));
    }

    /** The IPv4 address that an IPv6 address leads to; null where it leads to none. */
    private static byte[] embedded(byte[] address) {
        if (NAT64.contains(address) || (COMPATIBLE.contains(address) && !isLoopback(address))) {
            return Arrays.copyOfRange(address, 12, 16);
        }
        if (SIX_TO_FOUR.contains(address)) {
            return Arrays.copyOfRange(address, 2, 6);
        }
        if (TEREDO.contains(address)) {
            byte[] client = Arrays.copyOfRange(address, 12, 16);
            for (int i = 0; i < client.length; i++) {
                client[i] = (byte) ~client[i];
            }
            return client;
        }
        return null;
    }

    /** ::1 is no IPv4 address. */
    private static boolean isLoopback(byte[] address) {
        return address[12] == 0 && address[13] == 0 && address[14] == 0;
    }

    private static boolean in(List<Net> nets, byte[] address) {
        return nets.stream().anyMatch(net -> net.contains(address));
    }

    private static List<Net> nets(String... cidrs) {
        return Arrays.stream(cidrs).map(AddressPolicy::net).toList();
    }

    private static Net net(String cidr) {
        int slash = cidr.indexOf('/');
        return new Net(
                NetUtil.createByteArrayFromIpAddressString(cidr.substring(0, slash)),
                Integer.parseInt(cidr.substring(slash + 1)));
    }
}
