# SPDX-License-Identifier: Apache-2.0
#
# What the builders of databases share: the same hashes in every run, wrong
# usage and failures, how far a source is read, and the file that is written.

package MmdbOutput;

use strict;
use warnings;
use autodie qw( rename );

# A hash is written in Perl's order of its keys, which is random otherwise.
BEGIN {
    if ( ( $ENV{PERL_HASH_SEED} // q{} ) ne '0' ) {
        $ENV{PERL_HASH_SEED} = '0';
        exec { $^X } $^X, $0, @ARGV or die "can't start $^X: $!\n";
    }
}

use Exporter qw( import );
use File::Basename qw( basename dirname );
use File::Temp;
use IO::Handle;

our @EXPORT_OK = qw( day failure new_tree progress usage_error write_whole );

# Tells what was wrong, then the usage; the exit status.
sub usage_error {
    my ( $usage, @errors ) = @_;
    print STDERR map { basename($0) . ": $_\n" } @errors;
    print STDERR $usage;
    return 2;
}

# Tells why there is no database; the exit status.
sub failure {
    my ($error) = @_;
    chomp $error;
    print STDERR basename($0) . ": $error\n";
    return 1;
}

# An empty database; `types` are those of the keys in its records.
sub new_tree {
    my ( $database_type, $description, $types ) = @_;
    require MaxMind::DB::Writer::Tree;    # slow to load: --help does without
    return MaxMind::DB::Writer::Tree->new(
        ip_version            => 6,
        record_size           => 24,
        database_type         => $database_type,
        languages             => ['en'],
        description           => { en => $description },
        map_key_type_callback => sub { $types->{ $_[0] } },
    );
}

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
