# ccache and mold when they are there. Sloppiness: a precompiled header is only cacheable with it.
find_program(ATELIER_CCACHE ccache)
if(ATELIER_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        CCACHE_NOHASHDIR=1 CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} ${ATELIER_CCACHE}
        CACHE STRING "Compiler launcher")
endif()
find_program(ATELIER_MOLD mold)
if(ATELIER_MOLD)
    add_link_options(-fuse-ld=mold)
endif()
