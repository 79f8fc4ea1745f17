package io.venturi;

/** A label whose values come from the host's data, and so need a limit. */
public enum OpenLabel {
    /** Sources, of each kind of handle. */
    SOURCE,
    /** Tables of one CDC or Iceberg source. */
    TABLE,
    /** Route templates. */
    ENDPOINT,
    /** Other APIs that the host calls. */
    API,
    /** Kinds of entities. */
    ENTITY,
    /** Outcomes of one kind of entity. */
    OUTCOME,
    /** Workers. */
    WORKER,
    /** Issue types of one worker. */
    ISSUE_TYPE,
    /** Replication slots of one source. */
    SLOT
}
