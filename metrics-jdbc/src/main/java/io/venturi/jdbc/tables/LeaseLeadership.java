package io.venturi.jdbc.tables;

import io.venturi.jdbc.Lease;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leads while it has the lease of its collector. */
final class LeaseLeadership implements Leadership {
    /** How the leases of collectors begin, which have those of other kinds beside them. */
    static final String PREFIX = "table_counts/";

    private static final Logger LOG = LoggerFactory.getLogger(LeaseLeadership.class);
    private static final Pattern COLLECTOR = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

    private final Lease lease;

    /** Keeps the lease from now on, if it can be had. */
    LeaseLeadership(Lease lease) {
        this.lease = lease.keep();
    }

    /**
     * What the lease of a collector is called; the schema is the row's.
     *
     * @param database whose tables are counted
     * @param collector the name that replicas of one collector share
     */
    static String leaseName(String database, String collector) {
        if (!COLLECTOR.matcher(collector).matches()) {
            throw new IllegalArgumentException("collector '" + collector
                    + "' cannot be a collector's name: use 1 to 100 letters, digits, dots, hyphens and underscores");
        }
        return PREFIX + database + '/' + collector;
    }

    @Override
    public boolean lead() {
        try {
            return lease.acquire();
        } catch (SQLException | RuntimeException e) {
            LOG.warn("Lease {} cannot be renewed; it stands until its time is over", lease.name(), e);
            return lease.held();
        }
    }

    @Override
    public void close() {
        lease.close();
    }
}
