package io.wagateway.access;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Provider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What verifies signatures: a native library where it can be loaded (Linux with glibc on x86_64 and aarch64, from a folder
 * of java.io.tmpdir that may hold programs), and the JDK's own code elsewhere. It is not installed for the whole process.
 */
final class SignatureProvider {
    private static final Logger LOG = LoggerFactory.getLogger(SignatureProvider.class);

    private SignatureProvider() {}

    /** Null for the JDK's own. The first call takes about half a second, as the library tests itself. */
    static Provider get() {
        return Loaded.PROVIDER;
    }

    private static Provider load() {
        Throwable reason = AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError();
        if (reason == null) {
            return AmazonCorrettoCryptoProvider.INSTANCE;
        }
        LOG.info(
                "Signatures of login tokens are verified by the JDK, as the faster library cannot be loaded: {}",
                reason.toString());
        return null;
    }

    /** Not before it is needed: a gateway without login tokens never loads it. */
    private static final class Loaded {
        private static final Provider PROVIDER = load();
    }
}
