package io.wagateway.event.webhook;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** Decides which addresses a webhook may use: those of the public internet, and private ones if the operator allows them. */
final class AddressPolicy {
    /** Addresses that are not a single machine, and the metadata services of clouds; no setting allows them. */
    private static final List<Net> NEVER = nets(
            "0.0.0.0/8", // unspecified
            "100.100.100.200/32", // Alibaba's metadata service
            "168.63.129.16/32", // Azure's
            "169.254.0.0/16", // link-local, with the metadata services of clouds
            "224.0.0.0/4", // multicast
            "255.255.255.255/32", // broadcast
            "::/128",
            "fd00:ec2::254/128", // Amazon's metadata service
            "fd20:ce::254/128", // Google's
            "fe80::/10", // link-local
            "ff00::/8");

    private static final List<Net> PRIVATE = nets(
            "10.0.0.0/8",
            "100.64.0.0/10", // carriers
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
            "2001::/23", // protocols: Teredo, ORCHID and others
            "2001:db8::/32", // documentation, as is the next but one
            "2002::/16", // 6to4
            "3fff::/20");

    /** All other IPv6 addresses are reserved. */
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

    /** All of them must be allowed: the client may connect to any. */
    boolean allow(Collection<InetAddress> addresses) {
        return !addresses.isEmpty() && addresses.stream().allMatch(this::allow);
    }

    private boolean allow(InetAddress address) {
        byte[] bytes = address.getAddress();
        byte[] embedded = embedded(bytes);
        return !in(NEVER, bytes)
                && (embedded == null || !in(NEVER, embedded))
                && (allowPrivate || (isPublic(bytes) && (embedded == null || isPublic(embedded))));
    }

    private static boolean isPublic(byte[] address) {
        return address.length == 4
                ? !in(PRIVATE, address)
                : NAT64.contains(address) || (PUBLIC_IPV6.contains(address) && !in(PRIVATE, address));
    }

    /** The IPv4 address that is embedded in an IPv6 address; null if there is none. */
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

    /** ::1 does not embed an IPv4 address. */
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
