package io.venturi.http.api;

/** What a caller may be allowed to do. Neither includes the other. */
public enum ApiPermission {
    /** To read what is stored. */
    READ,
    /** To store something, or to have work done. */
    WRITE
}
