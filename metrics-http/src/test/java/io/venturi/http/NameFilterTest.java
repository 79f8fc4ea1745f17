package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class NameFilterTest {

    @Example
    void namesAreDecodedAndSorted() throws Exception {
        assertThat(NameFilter.parse("name[]=b&name%5B%5D=a%5f1&x=y&").names()).containsExactly("a_1", "b");
        assertThat(NameFilter.parse("name[]=b&name[]=a")).isEqualTo(NameFilter.parse("name[]=a&name[]=b&name[]=a"));
    }

    @Example
    void noNamesMeanAll() throws Exception {
        assertThat(NameFilter.parse(null).isAll()).isTrue();
        assertThat(NameFilter.parse("").isAll()).isTrue();
        assertThat(NameFilter.parse("name=a&other[]=b&&=").isAll()).isTrue();
    }

    @Example
    void whatCannotBeUnderstoodIsRefused() {
        for (String query :
                List.of("name[]=%", "name[]=%4", "x=%zz", "name[]=%ff", "name[]", "name[]=", "a b", "é=1")) {
            assertThatThrownBy(() -> NameFilter.parse(query))
                    .as(query)
                    .isInstanceOf(NameFilter.MalformedException.class);
        }
    }

    @Example
    void countAndLengthAreLimited() throws Exception {
        assertThat(NameFilter.parse(names(256)).names()).hasSize(256);
        assertThatThrownBy(() -> NameFilter.parse(names(257))).hasMessageContaining("256");
        assertThat(NameFilter.parse("name[]=" + "a".repeat(256)).names()).hasSize(1);
        assertThatThrownBy(() -> NameFilter.parse("name[]=" + "a".repeat(257))).hasMessageContaining("256");
        assertThatThrownBy(() -> NameFilter.parse("x=" + "a".repeat(20_000))).hasMessageContaining("16384");
    }

    @Property
    void anythingIsUnderstoodOrRefused(@ForAll String query) {
        try {
            assertThat(NameFilter.parse(query).names()).hasSizeLessThanOrEqualTo(256);
        } catch (NameFilter.MalformedException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    private static String names(int count) {
        StringBuilder query = new StringBuilder();
        for (int i = 0; i < count; i++) {
            query.append("&name[]=n").append(i);
        }
        return query.toString();
    }
}
