package io.wagateway;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;

/**
 * Counts what is sent to a database: a driver for {@code spring.datasource.driver-class-name} that hands everything on to
 * the driver of the URL. A batch counts once, as it is one round trip; a statement outside a transaction is a commit, too.
 */
public final class StatementCounter implements Driver {
    private static final String COMMIT = "commit";
    private static final Map<String, Long> COUNTS = new ConcurrentHashMap<>();

    /** How often each text was sent since the last {@link #reset}, under {@code commit} how many transactions ended. */
    public static Map<String, Long> counts() {
        return new TreeMap<>(COUNTS);
    }

    public static void reset() {
        COUNTS.clear();
    }

    public static long commits(Map<String, Long> counts) {
        return counts.getOrDefault(COMMIT, 0L);
    }

    public static long statements(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum() - commits(counts);
    }

    @Override
    public Connection connect(String url, Properties info) throws SQLException {
        Connection real = DriverManager.getDriver(url).connect(url, info);
        return proxy(Connection.class, (method, arguments) -> {
            Object result = invoke(real, method, arguments);
            if (method.getName().equals("commit")) {
                count(COMMIT);
            } else if (result instanceof Statement statement) {
                String sql = arguments != null && arguments[0] instanceof String text ? text : null;
                return counting(real, statement, sql);
            }
            return result;
        });
    }

    private static Statement counting(Connection connection, Statement real, String prepared) {
        Class<? extends Statement> type = real instanceof PreparedStatement ? PreparedStatement.class : Statement.class;
        return proxy(type, (method, arguments) -> {
            if (method.getName().startsWith("execute")) {
                count(prepared != null ? prepared : String.valueOf(arguments == null ? "batch" : arguments[0]));
                if (connection.getAutoCommit()) {
                    count(COMMIT);
                }
            }
            return invoke(real, method, arguments);
        });
    }

    private static void count(String what) {
        COUNTS.merge(what, 1L, Long::sum);
    }

    private interface Call {
        Object invoke(Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                StatementCounter.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call.invoke(method, arguments)));
    }

    private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    public boolean acceptsURL(String url) throws SQLException {
        return DriverManager.getDriver(url).acceptsURL(url);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }
}
