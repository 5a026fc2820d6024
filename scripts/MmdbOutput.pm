# SPDX-License-Identifier: Apache-2.0
#
# What the builders of databases share: how far a source is read, and the file
# that is written.

package MmdbOutput;

use strict;
use warnings;
use autodie qw( rename );

use Exporter qw( import );
use File::Basename qw( basename dirname );
use File::Temp;
use IO::Handle;

our @EXPORT_OK = qw( day progress write_whole );

# A Unix time as a date, in UTC.
sub day {
    my ( $day, $month, $year ) = ( gmtime $_[0] )[ 3, 4, 5 ];
    return sprintf '%04d-%02d-%02d', $year + 1900, $month + 1, $day;
}

# Shows on a terminal how far a file is read; without a handle: ends the line.
sub progress {
    my ($path) = @_;
    return sub { }
        if !-t STDERR;
    my $bytes = ( -s $path ) || 1;
    return sub {
        my ($file) = @_;
        my $share = $file ? ( tell $file ) / $bytes : 1;
        printf STDERR "\r%-8s %3d %%%s", basename($path), 100 * $share,
            $file ? q{} : "\n";
    };
}

# Writes beside the output, then renames: readers see the old file or the new.
sub write_whole {
    my ( $tree, $path ) = @_;
    my $temporary = File::Temp->new(
        TEMPLATE => '.' . basename($path) . '.XXXXXX',
        DIR      => dirname($path),
    );
    binmode $temporary;
    $tree->write_tree($temporary);
    $temporary->flush && $temporary->sync
        or die "can't write $temporary: $!\n";
    chmod 0666 & ~umask, "$temporary"
        or die "can't set the mode of $temporary: $!\n";
    rename "$temporary", $path;
    $temporary->unlink_on_destroy(0);
    return;
}

1;
