if(ATELIER_SANITIZE)
    add_compile_options(-fsanitize=${ATELIER_SANITIZE} -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${ATELIER_SANITIZE})
endif()
