#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
#
# Turns the ranges of the npm package @ip-location-db/asn into an .mmdb file in
# MaxMind's layout (autonomous_system_number, autonomous_system_organization).
# The same package gives the same bytes. Needs libmaxmind-db-writer-perl.

use strict;
use warnings;
use autodie qw( open close );

use FindBin qw( $RealBin );
use Getopt::Long qw( GetOptions );
use JSON::PP qw( decode_json );
use Time::Local qw( timegm );

use lib $RealBin;
use MmdbOutput qw( day failure new_tree progress usage_error write_whole );

my $DESCRIPTION
    = 'Autonomous systems by IP address, from Route Views'
    . ' (https://www.routeviews.org/), the Number Resource Organization'
    . ' (https://www.nro.net/) and DB-IP (https://db-ip.com), merged by'
    . ' ip-location-db. Licence CC BY 4.0'
    . ' (https://creativecommons.org/licenses/by/4.0/). Converted to .mmdb.';

my %TYPES = (
    autonomous_system_number       => 'uint32',
    autonomous_system_organization => 'utf8_string',
);

my $USAGE = <<'USAGE';
Usage: build_asn_db.pl --package FOLDER --output FILE

Turns the ranges of the npm package @ip-location-db/asn into an .mmdb file.

  --package FOLDER   the package, unpacked: asn-ipv4.csv, asn-ipv6.csv,
                     package.json
  --output FILE      the database to write; it appears whole or not at all
  --help             this text

Exit status: 0 done, 1 a file can't be read, parsed or written, 2 wrong usage.
USAGE

exit main();

sub main {
    my %option;
    GetOptions( \%option, 'package=s', 'output=s', 'help' )
        or return usage_error($USAGE);
    if ( $option{help} ) {
        print $USAGE;
        return 0;
    }
    for my $name (qw( package output )) {
        return usage_error( $USAGE, "--$name is missing" )
            if !length( $option{$name} // q{} );
    }
    return usage_error( $USAGE, "unexpected argument: $ARGV[0]" ) if @ARGV;

    return eval { convert( \%option ); 1 } ? 0 : failure($@);
}

sub convert {
    my ($option) = @_;
    my $epoch = epoch_of("$option->{package}/package.json");
    my $tree = new_tree( 'RouteViews-DBIP-ASN', $DESCRIPTION, \%TYPES );
    my $ipv4 = insert_file( $tree, "$option->{package}/asn-ipv4.csv" );
    my $ipv6 = insert_file( $tree, "$option->{package}/asn-ipv6.csv" );

    # Not the time of this run: what matters is how old the ranges are.
    $tree->_set_build_epoch($epoch);
    write_whole( $tree, $option->{output} );
    printf STDERR "%s: %d IPv4 and %d IPv6 ranges, data of %s\n",
        $option->{output}, $ipv4, $ipv6, day($epoch);
    return;
}

# When the package was made: its version ends in year, month, day and hour.
sub epoch_of {
    my ($path) = @_;
    open my $file, '<:raw', $path;
    my $json = do { local $/ = undef; <$file> };
    close $file;
    my $version = eval { decode_json($json)->{version} } // q{};
    my ( $year, $month, $day, $hour )
        = $version =~ /[.](\d{4})(\d\d)(\d\d)(\d\d)$/
        or die "$path: want a version that ends in YYYYMMDDHH,"
        . " got '$version'\n";
    return timegm( 0, 0, $hour, $day, $month - 1, $year );
}

# Inserts the ranges of a file; says how many.
sub insert_file {
    my ( $tree, $path ) = @_;
    my $ranges   = 0;
    my $progress = progress($path);
    open my $file, '<:encoding(UTF-8)', $path;
    while ( my $line = <$file> ) {
        $progress->($file) if $. % 5000 == 0;
        chomp $line;
        my ( $first, $last, $number, $quoted, $plain ) = $line
            =~ /^([0-9a-f.:]+),([0-9a-f.:]+),([0-9]{1,10}),(?:"((?:[^"]|"")*)"|([^"]*))$/
            or die "$path, line $.: want first,last,number,name, got '$line'\n";
        my $name = $quoted // $plain;
        $name =~ s/""/"/g;
        $tree->insert_range(
            $first, $last,
            {
                autonomous_system_number       => $number,
                autonomous_system_organization => $name,
            }
        );
        ++$ranges;
    }
    $progress->();
    close $file;
    die "$path: no ranges in it\n" if !$ranges;
    return $ranges;
}
