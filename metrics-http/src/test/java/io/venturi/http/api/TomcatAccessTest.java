package io.venturi.http.api;

class TomcatAccessTest extends AccessContract {

    TomcatAccessTest() {
        super(ApiHost::tomcat);
    }
}
