import * as fs from 'node:fs';
import * as path from 'node:path';

/** What of an installed package a CDK app, its compiler and jsii read. */
const PARTS = ['package.json', 'lib', 'assets', '.jsii', '.jsii.gz'];

/**
 * Lets an app of this repository import the package by its name, as a user's app does.
 *
 * A folder with a link to each part, not one link to the repository: that holds the app again, and tools that follow links would never
 * come out. A package that npm has installed is left as it is.
 */
export function linkPackage(root: string, appFolder: string): void {
  const folder = path.join(appFolder, 'node_modules', 'tap-cicd-pipeline');
  if (isInstalled(folder)) return;
  if (tryLink(folder) !== undefined) fs.unlinkSync(folder);
  fs.mkdirSync(folder, { recursive: true });
  PARTS.filter((part) => fs.existsSync(path.join(root, part))).forEach((part) => link(path.join(root, part), path.join(folder, part)));
}

/** npm copies files. */
function isInstalled(folder: string): boolean {
  const manifest = path.join(folder, 'package.json');
  return tryLink(folder) === undefined && fs.existsSync(manifest) && tryLink(manifest) === undefined;
}

/** Where a link leads, or undefined for everything that is none. */
function tryLink(place: string): string | undefined {
  return fs.lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() ? fs.readlinkSync(place) : undefined;
}

/** By rename: tests that run side by side link one app. */
function link(target: string, place: string): void {
  if (tryLink(place) === target) return;
  const made = `${place}.${process.pid}`;
  fs.symlinkSync(target, made);
  fs.renameSync(made, place);
}
