package io.venturi.http.api;

class JdkAccessTest extends AccessContract {

    JdkAccessTest() {
        super(ApiHost::jdk);
    }
}
